using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Layer normalization of the rows of [rows, columns], and all its cotangents in one reading of g and x; rows are shared over the cores.</summary>
/// <remarks>
/// Formula: w = y a + b, y = (x - m) r. Forward notes m and r for each row. Backward: with c = g a, dx = r (c - mean(c) - y mean(c y)), da = sum of g y and
/// db = sum of g over the rows. The passes over a row find it in the first-level cache. Column sums: blocks of <see cref="BlockRows"/> rows in order,
/// blocks pairwise; row sums: blocks of 64 vectors in order, lane by lane, blocks pairwise. So the bits depend on the shape alone.
/// Source: Ba, Kiros and Hinton, Layer normalization, 2016.
/// </remarks>
internal readonly unsafe record struct LayerNormRows<T>(int Columns, T Epsilon)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Numbers noted for each row.</summary>
    public const int Notes = 2;

    private const int BlockRows = 32;
    private const int BlockVectors = 64;
    private const int RowsAhead = 2;

    private static int Lanes => Vector512<T>.Count;

    public void Forward(ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> shift, Span<T> output, Span<T> notes)
    {
        int rows = Columns == 0 ? 0 : output.Length / Columns;
        Check(rows, x.Length, scale.Length, output.Length, notes.Length);
        KernelErrors.CheckLength("shift", Columns, shift.Length);
        fixed (T* px = x, ps = scale, pb = shift, po = output, pn = notes)
        {
            Chunks.Run(rows, Chunks.Grain(Columns), new ForwardItem(this, px, ps, pb, po, pn));
        }
    }

    /// <summary>The cotangents of x, scale and shift; an empty span for one that is not wanted.</summary>
    public void Backward(ReadOnlySpan<T> g, ReadOnlySpan<T> x, ReadOnlySpan<T> scale, ReadOnlySpan<T> notes, Span<T> dx, Span<T> dscale, Span<T> dshift)
    {
        int rows = Columns == 0 ? 0 : g.Length / Columns;
        Check(rows, x.Length, scale.Length, g.Length, notes.Length);
        KernelErrors.CheckLength("cotangent of the input", dx.IsEmpty ? 0 : x.Length, dx.Length);
        KernelErrors.CheckLength("cotangent of the scale", dscale.IsEmpty ? 0 : Columns, dscale.Length);
        KernelErrors.CheckLength("cotangent of the shift", dshift.IsEmpty ? 0 : Columns, dshift.Length);
        if (rows == 0)
        {
            dscale.Clear();
            dshift.Clear();
            return;
        }

        int blocks = (rows + BlockRows - 1) / BlockRows;
        using var scratch = new Scratch<T>(checked(blocks * 2 * Columns));
        fixed (T* pg = g, px = x, ps = scale, pn = notes, pd = dx, sums = scratch)
        {
            var item = new BackwardItem(this, rows, pg, px, ps, pn, pd, sums);
            if (g.Length > Chunks.Threshold)
            {
                Work.Run(blocks, item);
            }
            else
            {
                for (int block = 0; block < blocks; block++)
                {
                    item.Invoke(block);
                }
            }

            nint size = 2 * Columns;
            for (int step = 1; step < blocks; step *= 2)
            {
                for (int block = 0; block + step < blocks; block += 2 * step)
                {
                    Gemm.AddTo(sums + (block * size), sums + ((block + step) * size), size);
                }
            }
        }

        scratch.Span[..dscale.Length].CopyTo(dscale);
        scratch.Span.Slice(Columns, dshift.Length).CopyTo(dshift);
    }

    private void Check(int rows, int x, int scale, int output, int notes)
    {
        KernelErrors.CheckLength("output", (long)rows * Columns, output);
        KernelErrors.CheckLength("input", output, x);
        KernelErrors.CheckLength("scale", Columns, scale);
        KernelErrors.CheckLength("list of notes", (long)rows * Notes, notes);
    }

    private void Row(T* x, T* scale, T* shift, T* output, T* notes)
    {
        (T mean, T inverse) = RowMoments<T>.Of(new ReadOnlySpan<T>(x, Columns), Epsilon);
        (notes[0], notes[1]) = (mean, inverse);
        ElementLoop.Zip3(
            new ScaledScore<T>(mean, inverse), new DenseOperand<T>(x), new DenseOperand<T>(scale), new DenseOperand<T>(shift), output, Columns);
    }

    [SkipLocalsInit]
    private void RowBackward(T* g, T* x, T* scale, T mean, T inverse, T* dx, T* dscale, T* dshift)
    {
        T* stacks = stackalloc T[2 * Cascade.Depth];
        (int depth, int depthOfScores) = (0, 0);
        (long count, long countOfScores) = (0, 0);
        nint size = BlockVectors * Lanes;
        for (nint start = 0; start < Columns; start += size)
        {
            T sum = Sums(g + start, x + start, scale + start, mean, inverse, dscale + start, dshift + start, Math.Min(size, Columns - start), out T scores);
            Cascade.Push(new SumFold<T>(), stacks, ref depth, ref count, sum);
            Cascade.Push(new SumFold<T>(), stacks + Cascade.Depth, ref depthOfScores, ref countOfScores, scores);
        }

        if (dx == null)
        {
            return;
        }

        T columns = T.CreateTruncating(Columns);
        T meanOfCotangent = Cascade.Finish(new SumFold<T>(), stacks, depth) / columns;
        T meanOfProduct = Cascade.Finish(new SumFold<T>(), stacks + Cascade.Depth, depthOfScores) / columns;
        ElementLoop.Zip3(
            new ScaledProjection<T>(mean, inverse, meanOfCotangent, meanOfProduct),
            new DenseOperand<T>(g),
            new DenseOperand<T>(x),
            new DenseOperand<T>(scale),
            dx,
            Columns);
    }

    /// <summary>Adds g y and g to the columns' sums; returns the row's sum of c = g a, and of c y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Sums(T* g, T* x, T* scale, T mean, T inverse, T* dscale, T* dshift, nint length, out T scores)
    {
        Vector512<T> about = Vector512.Create(mean);
        Vector512<T> factor = Vector512.Create(inverse);
        Vector512<T> sum = Vector512<T>.Zero;
        Vector512<T> sumOfScores = sum;
        nint i = 0;
        for (; i <= length - Lanes; i += Lanes)
        {
            Vector512<T> cotangent = Vector512.Load(g + i);
            Vector512<T> score = (Vector512.Load(x + i) - about) * factor;
            (Vector512.Load(dscale + i) + (cotangent * score)).Store(dscale + i);
            (Vector512.Load(dshift + i) + cotangent).Store(dshift + i);
            Vector512<T> scaled = cotangent * Vector512.Load(scale + i);
            sum += scaled;
            sumOfScores += scaled * score;
        }

        T rest = T.Zero;
        T restOfScores = T.Zero;
        for (; i < length; i++)
        {
            T score = (x[i] - mean) * inverse;
            dscale[i] += g[i] * score;
            dshift[i] += g[i];
            T scaled = g[i] * scale[i];
            rest += scaled;
            restOfScores += scaled * score;
        }

        scores = FoldBlock.Lanes(new SumFold<T>(), sumOfScores) + restOfScores;
        return FoldBlock.Lanes(new SumFold<T>(), sum) + rest;
    }

    private readonly struct ForwardItem(LayerNormRows<T> kernel, T* x, T* scale, T* shift, T* output, T* notes) : IChunkItem
    {
        public void Invoke(int start, int length)
        {
            for (int row = start; row < start + length; row++)
            {
                nint at = (nint)row * kernel.Columns;
                Prefetch.ToFirstLevel(x + at + (RowsAhead * kernel.Columns), kernel.Columns);
                kernel.Row(x + at, scale, shift, output + at, notes + ((nint)row * Notes));
            }
        }
    }

    private readonly struct BackwardItem(LayerNormRows<T> kernel, int rows, T* g, T* x, T* scale, T* notes, T* dx, T* sums) : IWorkItem
    {
        public void Invoke(int index)
        {
            T* dscale = sums + ((nint)index * 2 * kernel.Columns);
            T* dshift = dscale + kernel.Columns;
            new Span<T>(dscale, 2 * kernel.Columns).Clear();
            for (int row = index * BlockRows; row < Math.Min(rows, (index + 1) * BlockRows); row++)
            {
                nint at = (nint)row * kernel.Columns;
                Prefetch.ToFirstLevel(g + at + (RowsAhead * kernel.Columns), kernel.Columns);
                Prefetch.ToFirstLevel(x + at + (RowsAhead * kernel.Columns), kernel.Columns);
                kernel.RowBackward(g + at, x + at, scale, notes[Notes * (nint)row], notes[(Notes * (nint)row) + 1], dx == null ? null : dx + at, dscale, dshift);
            }
        }
    }
}

/// <summary>Mean and inverse deviation of one row.</summary>
internal readonly record struct RowMoments<T>(T Mean, T Inverse)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static RowMoments<T> Of(ReadOnlySpan<T> row, T epsilon)
    {
        var count = T.CreateTruncating(row.Length);
        var mean = Fold.Run(new SumFold<T>(), row) / count;
        var variance = Fold.Run(new SquaredDeviationFold<T>(), row, mean) / count;
        return new RowMoments<T>(mean, T.One / T.Sqrt(variance + epsilon));
    }
}

/// <summary>(x - Mean) Inverse y + z.</summary>
internal readonly record struct ScaledScore<T>(T Mean, T Inverse) : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Invoke(T x, T y, T z) => ((x - Mean) * Inverse * y) + z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) =>
        ((x - Vector512.Create(Mean)) * Vector512.Create(Inverse) * y) + z;
}

/// <summary>What of the scaled cotangent neither shifts nor stretches the row: x is the cotangent, y the row, z the scale.</summary>
internal readonly record struct ScaledProjection<T>(T Mean, T Inverse, T MeanOfCotangent, T MeanOfProduct) : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Invoke(T x, T y, T z) => ((x * z) - MeanOfCotangent - ((y - Mean) * Inverse * MeanOfProduct)) * Inverse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) =>
        ((x * z) - Vector512.Create(MeanOfCotangent) - ((y - Vector512.Create(Mean)) * Vector512.Create(Inverse) * Vector512.Create(MeanOfProduct))) * Vector512.Create(Inverse);
}
