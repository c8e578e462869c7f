using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Solves a system of linear equations, or many of them in the last two axes.</summary>
        /// <remarks>
        /// Formula: x z = b, by the factors P x = L U.  Derivative: w = x⁻ᵀ g for b, by the same factors; -w zᵀ for x; each summed over the axes along which it was broadcast.
        /// Shapes: x [.., n, n], b [n] or [.., n, m], batch axes broadcast, each matrix factored once; z as b, broadcast.  Keeps: the factors and z.
        /// Errors: AG650 unless the matrices are square, AG651 where the shapes do not fit, AG652 where one is singular, naming it and the pivot.
        /// Edges: a NaN goes on into the solution; an empty system has an empty solution.
        /// Accuracy: backward stable; the error grows with the condition of x.  Source: Giles, Collected matrix derivative results for forward and reverse mode, 2008.
        /// </remarks>
        /// <param name="b">The right sides.</param>
        public Tensor<T> Solve(Tensor<T> b)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(b);
            var size = Matrices.Square("Solve", x.Shape);
            if (b.Rank == 1 && b.Length == size)
            {
                var column = x.Solve(b.ReshapeTo(Shape.Create(size, 1)));
                return column.ReshapeTo(Shape.Create(column.Shape.AsSpan()[..^1]));
            }

            var sizes = SystemSizes.Of("Solve", x.Shape, b.Shape);
            if (BatchedTensor<T>.Of(x, b) is { } batch)
            {
                var rank = Math.Max(x.Rank, b.Rank);
                return new BatchedTensor<T>(batch, Align(batch, x, rank).Solve(Align(batch, b, rank)));
            }

            return SolveFactored(x, b, Factors(x, "Solve", throws: true), new LuSolveKernel<T>(sizes, false));
        }
    }

    /// <summary>The packed factors P x = L U of every matrix: a constant that ops of x share with their rules.</summary>
    private static Tensor<T> Factors<T>(Tensor<T> x, string op, bool throws)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = x.Shape[^1];
        var factors = Tensor<T>.Allocate(op, Matrices.Sized(x.Shape, size + 1, size));
        Launch.Run(new LuKernel<T>(Matrices.Batch(x.Shape), size, throws ? op : null), x, factors);
        return factors;
    }

    /// <summary>op(x)⁻¹ b by the factors of x, which is an operand for the sake of its gradient only.</summary>
    private static Tensor<T> SolveFactored<T>(Tensor<T> x, Tensor<T> b, Tensor<T> factors, LuSolveKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var output = Tensor<T>.Allocate("Solve", kernel.Sizes.Output);
        Launch.Run(kernel, factors, b, output);
        return EnterJoint(output, OpKind.General, [x, b, factors], (operands, z, needed) => g =>
        {
            var transposed = new LuSolveKernel<T>(SystemSizes.Of("Solve", kernel.Sizes.Matrix, g.Shape), !kernel.Transpose);
            var w = SolveFactored(operands[0], g, operands[2], transposed);
            var product = needed[0] ? kernel.Transpose ? z.MatMul(w, transposeRight: true) : w.MatMul(z, transposeRight: true) : null;
            return [product is null ? null : -product.SumTo(kernel.Sizes.Matrix), needed[1] ? w.SumTo(kernel.Sizes.Right) : null, null];
        });
    }
}

/// <summary>The packed factors of every matrix.</summary>
internal readonly record struct LuKernel<T>(Shape Batch, int Size, string? Throws) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var failure = MatrixBatch.Run(new Item(Size), x, Size * Size, output, Size * (Size + 1), Batch.ElementCount, 2L * Size * Size * Size / 3);
        if (failure.Happened && Throws is { } op)
        {
            throw Errors.Singular(op, Batch, failure);
        }
    }

    private readonly record struct Item(int Size) : IMatrixItem<T>
    {
        public int Invoke(ReadOnlySpan<T> x, Span<T> output)
        {
            x.CopyTo(output);
            return LuFactor.Run(output, Size);
        }
    }
}

internal readonly record struct LuSolveKernel<T>(SystemSizes Sizes, bool Transpose) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) =>
        MatrixBatch.RunSystems(new Item(Sizes.Size, Sizes.Columns, Transpose), Sizes.Matrix, Sizes.Right, Sizes.Output, x, Sizes.Size * (Sizes.Size + 1), y, output);

    private readonly record struct Item(int Size, int Columns, bool Transpose) : IMatrixItem2<T>
    {
        public int Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
        {
            y.CopyTo(output);
            LuFactor.Solve(x, Size, Transpose, new MatrixSpan<T>(output, Size, Columns));
            return -1;
        }
    }
}
