using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The Cholesky factor of a symmetric positive definite matrix, or of every matrix in the last two axes.</summary>
        /// <remarks>
        /// Formula: L Lᵀ = (x + xᵀ) / 2 with L lower triangular and its diagonal positive: an x that is not symmetric counts by its symmetric part, so every x has a gradient.
        /// Derivative: L⁻ᵀ S L⁻¹ / 2, where S has the lower triangle of Lᵀ g and its mirror image; symmetric.
        /// Shapes: [.., n, n], same.  Keeps: L.  Errors: AG650 unless the matrices are square, AG653 where one is not positive definite, naming it and the pivot.
        /// Edges: a NaN in a matrix goes on into its factor; an empty matrix has an empty factor.
        /// Accuracy: backward stable: L Lᵀ is within n ulp of the largest element.  Source: Murray, Differentiation of the Cholesky decomposition, 2016.
        /// </remarks>
        public Tensor<T> Cholesky()
        {
            ArgumentNullException.ThrowIfNull(x);
            var size = Matrices.Square("Cholesky", x.Shape);
            return Apply(
                x,
                x.Shape,
                new CholeskyKernel<T>(Matrices.Batch(x.Shape), size),
                OpKind.General,
                static (_, y, _) => g =>
                {
                    var inner = MirrorLower(y.MatMul(g.LowerTriangle(), transposeLeft: true));
                    var left = y.TriangularSolve(inner, transpose: true);
                    return SymmetricPart(y.TriangularSolve(left.Transpose(), transpose: true)) * 0.5;
                },
                "Cholesky");
        }
    }
}

internal readonly record struct CholeskyKernel<T>(Shape Batch, int Size) : ISpanKernel<T>, IBatchable<CholeskyKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public CholeskyKernel<T> Over(int rows) => this with { Batch = Batch.Over(rows) };

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        new SymmetricPartKernel<T>(Size).Invoke(x, output);
        var failure = MatrixBatch.Run(new Item(Size), x, Size * Size, output, Size * Size, Batch.ElementCount, (long)Size * Size * Size / 3);
        if (failure.Happened)
        {
            throw Errors.NotPositiveDefinite("Cholesky", Batch, failure);
        }
    }

    private readonly record struct Item(int Size) : IMatrixItem<T>
    {
        public int Invoke(ReadOnlySpan<T> x, Span<T> output) => CholeskyFactor.Run(new MatrixSpan<T>(output, Size, Size));
    }
}
