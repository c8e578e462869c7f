using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Eigenvalues, ascending, and orthonormal eigenvectors of a symmetric matrix, or of every matrix in the last two axes.</summary>
        /// <remarks>
        /// Formula: V diag(λ) Vᵀ = (x + xᵀ) / 2, the vectors in the columns of V, each with the sign that makes its largest element positive; an x that is not symmetric counts by its symmetric part.
        /// Derivative: V (diag(gλ) + F ∘ (M - Mᵀ) / 2) Vᵀ with M = Vᵀ gV and F_ij = 1 / (λ_j - λ_i) off the diagonal; symmetric.
        /// Shapes: [.., n, n] becomes [.., n] and [.., n, n].  Keeps: λ, V.
        /// Errors: AG650 unless the matrices are square; AG654 for a gradient that turns the vectors of equal eigenvalues within the plane that they share, naming the pair.
        /// Edges: the vectors of equal eigenvalues, which may be chosen freely, contribute nothing where the cotangent does not depend on the choice, as for what depends on the values or on the plane only;
        /// a function of the matrix put together again as V f(Λ) Vᵀ loses at exactly equal eigenvalues what turns their vectors, f'(λ) times that part: MatrixExp, MatrixPower and Inverse are right there;
        /// a matrix with a NaN or an infinity gives NaN throughout.
        /// Accuracy: λ within n ulp of the largest, in float too, since the arithmetic is in double.  Source: Giles, Collected matrix derivative results for forward and reverse mode, 2008.
        /// </remarks>
        public (Tensor<T> Values, Tensor<T> Vectors) SymmetricEigen()
        {
            ArgumentNullException.ThrowIfNull(x);
            var size = Matrices.Square("SymmetricEigen", x.Shape);
            var packed = Apply(
                x,
                Matrices.Sized(x.Shape, size + 1, size),
                new SymmetricEigenKernel<T>(Matrices.Batch(x.Shape).ElementCount, size),
                OpKind.General,
                static (_, y, kernel) => g =>
                {
                    var (values, vectors) = (y.Select(-2, 0), y.Narrow(-2, 1, kernel.Size));
                    var turn = vectors.MatMul(g.Narrow(-2, 1, kernel.Size), transposeLeft: true);
                    var inner = GapRatio((turn - turn.Transpose()) * 0.5, values, turn, Gap.Difference, "SymmetricEigen") + g.Select(-2, 0).DiagonalMatrix();
                    return SymmetricPart(vectors.MatMul(inner).MatMul(vectors, transposeRight: true));
                },
                "SymmetricEigen");
            return (packed.Select(-2, 0), packed.Narrow(-2, 1, size));
        }
    }
}

internal readonly record struct SymmetricEigenKernel<T>(int Count, int Size) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output) => MatrixBatch.Run(new Item(Size), x, Size * Size, output, (Size + 1) * Size, Count, 9L * Size * Size * Size);

    private readonly record struct Item(int Size) : IMatrixItem<T>
    {
        public int Invoke(ReadOnlySpan<T> x, Span<T> output)
        {
            SymmetricEigenSolver.Run(x, Size, output);
            return -1;
        }
    }
}
