using System.Numerics;

namespace AutoGrad;

/// <summary>What is done with one matrix of a batch: reads it, writes the result; gives the pivot (or row) at which it failed, or -1.</summary>
internal interface IMatrixItem<T>
    where T : unmanaged
{
    int Invoke(ReadOnlySpan<T> x, Span<T> output);
}

/// <summary>What is done with a pair of matrices of a batch.</summary>
internal interface IMatrixItem2<T>
    where T : unmanaged
{
    int Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output);
}

/// <summary>Which matrix of a batch failed, and at which pivot; -1 when none did.</summary>
internal readonly record struct MatrixFailure(int Matrix, int Pivot)
{
    public static MatrixFailure None => new(-1, -1);

    public bool Happened => Matrix >= 0;
}

/// <summary>Runs a factorization or a solve on every matrix of a batch: small ones over the cores, large ones one after the other, since their products use the cores themselves.</summary>
/// <remarks>Each matrix is computed by itself, so the bits do not depend on its neighbours. Of several failures the first in the batch is reported.</remarks>
internal static unsafe class MatrixBatch
{
    // Operations in one piece of work: several microseconds, many times what handing it over costs.
    private const long PieceLength = 1L << 16;

    // From here on the products inside are split over the cores.
    private const long LargeMatrix = 1L << 24;

    /// <summary>One operand; <paramref name="work"/> is the number of operations per matrix, roughly.</summary>
    public static MatrixFailure Run<T, TItem>(TItem item, ReadOnlySpan<T> x, int sizeX, Span<T> output, int sizeOutput, int count, long work)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TItem : struct, IMatrixItem<T>
    {
        KernelErrors.CheckLength("input", (long)sizeX * count, x.Length);
        return Run(new Single<T, TItem>(item), x, sizeX, default, 0, output, sizeOutput, [count], [sizeX], [0], work);
    }

    /// <summary>Two operands that broadcast over the batch; the strides say how far one step along each batch axis moves in each, in elements.</summary>
    public static MatrixFailure Run<T, TItem>(
        TItem item,
        ReadOnlySpan<T> x,
        int sizeX,
        ReadOnlySpan<T> y,
        int sizeY,
        Span<T> output,
        int sizeOutput,
        ReadOnlySpan<int> batch,
        ReadOnlySpan<int> strideX,
        ReadOnlySpan<int> strideY,
        long work)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TItem : struct, IMatrixItem2<T>
    {
        LoopNest.Create(out var nest, batch, strideX, strideY);
        if (nest.Count == 0)
        {
            return MatrixFailure.None;
        }

        var count = (int)nest.Count;
        KernelErrors.CheckLength("output", (long)count * sizeOutput, output.Length);
        if (sizeX > 0)
        {
            nest.CheckReach(nest.X, sizeX - 1, x.Length);
        }

        if (sizeY > 0)
        {
            nest.CheckReach(nest.Y, sizeY - 1, y.Length);
        }

        var grain = (int)Math.Clamp(PieceLength / Math.Max(work, 1), 1, count);
        var pieces = (count + grain - 1) / grain;
        var failures = new MatrixFailure[pieces];
        Array.Fill(failures, MatrixFailure.None);
        fixed (T* px = x, py = y, po = output)
        fixed (MatrixFailure* pf = failures)
        {
            var piece = new Piece<T, TItem>(item, px, sizeX, py, sizeY, po, sizeOutput, &nest, grain, count, pf);
            if (pieces == 1 || work > LargeMatrix)
            {
                for (var index = 0; index < pieces; index++)
                {
                    piece.Invoke(index);
                }
            }
            else
            {
                Work.Run(pieces, piece);
            }
        }

        foreach (var failure in failures)
        {
            if (failure.Happened)
            {
                return failure;
            }
        }

        return MatrixFailure.None;
    }

    /// <summary>Systems of linear equations, whose batch axes broadcast; the first operand holds <paramref name="size"/> numbers for each matrix (its factors, say).</summary>
    public static MatrixFailure RunSystems<T, TItem>(
        TItem item, ReadOnlySpan<int> matrix, ReadOnlySpan<int> right, ReadOnlySpan<int> result, ReadOnlySpan<T> x, int size, ReadOnlySpan<T> y, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TItem : struct, IMatrixItem2<T>
    {
        var batch = result[..^2];
        var columns = right[^2] * right[^1];
        Span<int> strideX = stackalloc int[batch.Length];
        Span<int> strideY = stackalloc int[batch.Length];
        Strides.FillBroadcast(matrix[..^2], batch, strideX);
        Strides.FillBroadcast(right[..^2], batch, strideY);
        for (var axis = 0; axis < batch.Length; axis++)
        {
            strideX[axis] *= size;
            strideY[axis] *= columns;
        }

        return Run(item, x, size, y, columns, output, columns, batch, strideX, strideY, (long)right[^2] * columns);
    }

    private readonly struct Single<T, TItem>(TItem item) : IMatrixItem2<T>
        where T : unmanaged
        where TItem : struct, IMatrixItem<T>
    {
        public int Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => item.Invoke(x, output);
    }

    private readonly struct Piece<T, TItem>(
        TItem item, T* x, int sizeX, T* y, int sizeY, T* output, int sizeOutput, LoopNest* nest, int grain, int count, MatrixFailure* failures) : IWorkItem
        where T : unmanaged
        where TItem : struct, IMatrixItem2<T>
    {
        public void Invoke(int index)
        {
            var start = index * grain;
            var end = Math.Min(count, start + grain);
            var at = new Odometer(in *nest, 0, start);
            for (var matrix = start; matrix < end; matrix++)
            {
                var pivot = item.Invoke(
                    new ReadOnlySpan<T>(x + at.X, sizeX),
                    new ReadOnlySpan<T>(y + at.Y, sizeY),
                    new Span<T>(output + ((nint)matrix * sizeOutput), sizeOutput));
                if (pivot >= 0 && !failures[index].Happened)
                {
                    failures[index] = new MatrixFailure(matrix, pivot);
                }

                at.Next(in *nest);
            }
        }
    }
}
