using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Solves a system of linear equations with a triangular matrix, or many of them in the last two axes.</summary>
        /// <remarks>
        /// Formula: op(A) z = b with A the lower or upper triangle of x, and op its transposition if asked for; the other triangle is not read.
        /// Derivative: w = op(A)⁻ᵀ g for b; for x the triangle of -w zᵀ, or of -z wᵀ where A is transposed, summed over the axes along which it was broadcast.
        /// Shapes: x [.., n, n], b [n] or [.., n, m], batch axes broadcast; z as b, broadcast.  Keeps: x, z.
        /// Errors: AG650 unless the matrices are square, AG651 where the shapes do not fit, AG652 for a zero on the diagonal, naming matrix and place.
        /// Edges: a unit diagonal counts as ones, is not read and has no gradient.
        /// Accuracy: backward stable, row by row.  Source: Giles, Collected matrix derivative results for forward and reverse mode, 2008.
        /// </remarks>
        /// <param name="b">The right sides.</param>
        /// <param name="upper">Whether the upper triangle counts instead of the lower one.</param>
        /// <param name="transpose">Whether the triangle is transposed.</param>
        /// <param name="unitDiagonal">Whether the diagonal counts as ones.</param>
        public Tensor<T> TriangularSolve(Tensor<T> b, bool upper = false, bool transpose = false, bool unitDiagonal = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(b);
            var size = Matrices.Square("TriangularSolve", x.Shape);
            if (b.Rank == 1 && b.Length == size)
            {
                var column = x.TriangularSolve(b.ReshapeTo(Shape.Create(size, 1)), upper, transpose, unitDiagonal);
                return column.ReshapeTo(Shape.Create(column.Shape.AsSpan()[..^1]));
            }

            if (BatchedTensor<T>.Of(x, b) is { } batch)
            {
                var rank = Math.Max(x.Rank, b.Rank);
                return new BatchedTensor<T>(batch, Align(batch, x, rank).TriangularSolve(Align(batch, b, rank), upper, transpose, unitDiagonal));
            }

            return TriangularSolve(x, b, new TriangularSolveKernel<T>(SystemSizes.Of("TriangularSolve", x.Shape, b.Shape), upper, transpose, unitDiagonal));
        }
    }

    private static Tensor<T> TriangularSolve<T>(Tensor<T> x, Tensor<T> b, TriangularSolveKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var output = Tensor<T>.Allocate("TriangularSolve", kernel.Sizes.Output);
        Launch.Run(kernel, x, b, output);
        return EnterJoint(output, OpKind.General, [x, b], (operands, z, needed) => g =>
        {
            var w = operands[0].TriangularSolve(g, kernel.Upper, !kernel.Transpose, kernel.UnitDiagonal);
            return [needed[0] ? TriangleGradient(w, z, kernel) : null, needed[1] ? w.SumTo(kernel.Sizes.Right) : null];
        });
    }

    private static Tensor<T> TriangleGradient<T>(Tensor<T> w, Tensor<T> z, TriangularSolveKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var product = -(kernel.Transpose ? z.MatMul(w, transposeRight: true) : w.MatMul(z, transposeRight: true)).SumTo(kernel.Sizes.Matrix);
        var offset = kernel.UnitDiagonal ? 1 : 0;
        return kernel.Upper ? product.UpperTriangle(offset) : product.LowerTriangle(-offset);
    }
}

internal readonly record struct TriangularSolveKernel<T>(SystemSizes Sizes, bool Upper, bool Transpose, bool UnitDiagonal) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        var failure = MatrixBatch.RunSystems(new Item(this), Sizes.Matrix, Sizes.Right, Sizes.Output, x, Sizes.Size * Sizes.Size, y, output);
        if (failure.Happened)
        {
            throw Errors.Singular("TriangularSolve", Matrices.Batch(Sizes.Output), failure);
        }
    }

    private readonly record struct Item(TriangularSolveKernel<T> Kernel) : IMatrixItem2<T>
    {
        public int Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
        {
            var (size, columns) = (Kernel.Sizes.Size, Kernel.Sizes.Columns);
            var zero = Kernel.UnitDiagonal ? -1 : TriangularSolver.ZeroOnDiagonal(x, size);
            if (zero < 0)
            {
                y.CopyTo(output);
                TriangularSolver.Run(MatrixSpan<T>.OfConstant(x, size, size), Kernel.Upper, Kernel.Transpose, Kernel.UnitDiagonal, new MatrixSpan<T>(output, size, columns));
            }

            return zero;
        }
    }
}
