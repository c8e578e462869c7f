using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The inverse of a square matrix, or of every matrix in the last two axes. To solve equations, Solve is faster and more accurate.</summary>
        /// <remarks>
        /// Formula: x y = y x = the identity.  Derivative: -yᵀ g yᵀ.  Shapes: [.., n, n], same.  Keeps: y.
        /// Errors: AG650 unless the matrices are square, AG652 where one is singular, naming it and the pivot.
        /// Edges: a NaN goes on into the inverse; an empty matrix is its own.  Accuracy: the error grows with the condition of x.
        /// Source: Giles, Collected matrix derivative results for forward and reverse mode, 2008.
        /// </remarks>
        public Tensor<T> Inverse()
        {
            ArgumentNullException.ThrowIfNull(x);
            Matrices.Square("Inverse", x.Shape);
            if (x is BatchedTensor<T> row)
            {
                return row.With(row.Whole.Inverse());
            }

            return InverseOf(x, Factors(x, "Inverse", throws: true));
        }
    }

    /// <summary>The inverse by packed factors, NaN where a matrix is singular; x is an operand for the sake of its gradient only.</summary>
    private static Tensor<T> InverseOf<T>(Tensor<T> x, Tensor<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            factors,
            x.Shape,
            new InverseKernel<T>(Matrices.Batch(x.Shape).ElementCount, x.Shape[^1]),
            OpKind.General,
            static (_, _, y, _) => g => -y.MatMul(g, transposeLeft: true).MatMul(y, transposeRight: true),
            null,
            "Inverse");
}

internal readonly record struct InverseKernel<T>(int Count, int Size) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) =>
        MatrixBatch.Run(new Item(Size), y, Size * (Size + 1), output, Size * Size, Count, 2L * Size * Size * Size);

    private readonly record struct Item(int Size) : IMatrixItem<T>
    {
        public int Invoke(ReadOnlySpan<T> x, Span<T> output)
        {
            if (TriangularSolver.ZeroOnDiagonal(x, Size) >= 0)
            {
                output.Fill(T.NaN);
                return -1;
            }

            output.Clear();
            for (var index = 0; index < Size; index++)
            {
                output[index * (Size + 1)] = T.One;
            }

            LuFactor.Solve(x, Size, false, new MatrixSpan<T>(output, Size, Size));
            return -1;
        }
    }
}
