using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The determinant of a square matrix, or of every matrix in the last two axes.</summary>
        /// <remarks>
        /// Formula: y = the product of the pivots of P x = L U, with the sign of P.  Derivative: g times the cofactors of x, which are y x⁻ᵀ where x is not singular.
        /// Shapes: [.., n, n] becomes [..].  Keeps: x, its factors, y.
        /// Errors: AG650 unless the matrices are square, AG657 for a second derivative at a singular matrix.
        /// Edges: a singular matrix gives 0 with its exact gradient, zero for a rank below n - 1; an empty matrix gives 1; large matrices overflow, see LogDeterminant.
        /// Accuracy: n ulp for a well-conditioned x.  Source: Giles, Collected matrix derivative results for forward and reverse mode, 2008.
        /// </remarks>
        public Tensor<T> Determinant()
        {
            ArgumentNullException.ThrowIfNull(x);
            Matrices.Square("Determinant", x.Shape);
            if (x is BatchedTensor<T> row)
            {
                return row.With(row.Whole.Determinant());
            }

            return DeterminantOf(x, Factors(x, "Determinant", throws: false));
        }
    }

    private static Tensor<T> DeterminantOf<T>(Tensor<T> x, Tensor<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            factors,
            Matrices.Batch(x.Shape),
            new DeterminantKernel<T>(Matrices.Batch(x.Shape).ElementCount, x.Shape[^1]),
            OpKind.General,
            static (x, factors, _, _) => g => g.Unsqueeze(-2, -1) * Cofactors(x, factors),
            null,
            "Determinant");

    /// <summary>The cofactors of every matrix: y x⁻ᵀ with y the determinant, and what that tends to where x is singular.</summary>
    /// <remarks>Formula: C = y x⁻ᵀ.  Derivative: (⟨g, C⟩ C - C gᵀ C) / y.  Shapes: [.., n, n], same.  Keeps: x, its factors, C.  Errors: AG657 in the derivative at a singular matrix.</remarks>
    private static Tensor<T> Cofactors<T>(Tensor<T> x, Tensor<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            factors,
            x.Shape,
            new CofactorKernel<T>(Matrices.Batch(x.Shape).ElementCount, x.Shape[^1]),
            OpKind.General,
            static (x, factors, c, _) => g =>
            {
                var along = (g * c).Sum([-2, -1], keepAxes: true) * c;
                var across = c.MatMul(g, transposeRight: true).MatMul(c);
                return (along - across) / Regular(DeterminantOf(x, factors)).Unsqueeze(-2, -1);
            },
            null);

    /// <summary>Determinants that must not be 0.</summary>
    private static Tensor<T> Regular<T>(Tensor<T> determinants)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(determinants, determinants.Shape, new RegularKernel<T>(determinants.Shape), OpKind.ElementWise, static (_, _, _) => static g => g);
}

internal readonly record struct DeterminantKernel<T>(int Count, int Size) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => MatrixBatch.Run(new Item(Size), y, Size * (Size + 1), output, 1, Count, Size);

    private readonly record struct Item(int Size) : IMatrixItem<T>
    {
        public int Invoke(ReadOnlySpan<T> x, Span<T> output)
        {
            var product = LuFactor.PermutationSign(x, Size);
            for (var index = 0; index < Size; index++)
            {
                product *= x[index * (Size + 1)];
            }

            // A zero of either sign is +0.
            output[0] = product + T.Zero;
            return -1;
        }
    }
}

internal readonly record struct CofactorKernel<T>(int Count, int Size) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        var (square, packed) = (Size * Size, Size * (Size + 1));
        MatrixBatch.Run(new Item(Size), x, square, y, packed, output, square, [Count], [square], [packed], 2L * Size * square);
    }

    private readonly record struct Item(int Size) : IMatrixItem2<T>
    {
        public int Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
        {
            CofactorMatrix.Run(x, y, Size, output);
            return -1;
        }
    }
}

internal readonly record struct RegularKernel<T>(Shape Batch) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var zero = x.IndexOf(T.Zero);
        if (zero >= 0)
        {
            throw Errors.SecondDerivativeAtSingular("Determinant", Batch, zero);
        }

        x.CopyTo(output);
    }
}
