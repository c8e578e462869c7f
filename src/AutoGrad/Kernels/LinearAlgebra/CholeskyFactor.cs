using System.Numerics;

namespace AutoGrad;

/// <summary>L of A = L Lᵀ in place, from the lower triangle of A; what is above the diagonal becomes 0.</summary>
/// <remarks>
/// By halves, so that nearly all the work is matrix products: L₁₁, then L₂₁ = A₂₁ L₁₁⁻ᵀ, then A₂₂ - L₂₁ L₂₁ᵀ.
/// Source: Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 4.2.
/// </remarks>
internal static class CholeskyFactor
{
    private const int BlockSize = 32;

    /// <summary>Factors; gives the first pivot that is not positive, or -1. A NaN goes on into the factor.</summary>
    public static int Run<T>(MatrixSpan<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var n = a.Rows;
        var pivot = Factor(a, 0);
        for (var row = 0; row < n; row++)
        {
            a.Row(row)[(row + 1)..].Clear();
        }

        return pivot;
    }

    private static int Factor<T>(MatrixSpan<T> a, int first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var n = a.Rows;
        if (n <= BlockSize)
        {
            return FactorBlock(a, first);
        }

        var half = Math.Max(n / 2 / BlockSize * BlockSize, BlockSize);
        var rest = n - half;
        var top = a.Block(0, 0, half, half);
        var pivot = Factor(top, first);
        if (pivot >= 0)
        {
            return pivot;
        }

        // L₂₁ᵀ solves L₁₁ L₂₁ᵀ = A₂₁ᵀ. The upper right block, which is not read otherwise, holds it.
        var left = a.Block(half, 0, rest, half);
        var transposed = a.Block(0, half, half, rest);
        Transpose(left, transposed);
        TriangularSolver.Run(top, false, false, false, transposed);
        Transpose(transposed, left);
        a.Block(half, half, rest, rest).SubtractProduct(left, false, transposed, false);
        return Factor(a.Block(half, half, rest, rest), first + half);
    }

    private static int FactorBlock<T>(MatrixSpan<T> a, int first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < a.Rows; row++)
        {
            var line = a.Row(row);
            for (var column = 0; column < row; column++)
            {
                line[column] = (line[column] - Lines.Dot<T>(line[..column], a.Row(column)[..column])) / a[column, column];
            }

            var square = line[row] - Lines.Dot<T>(line[..row], line[..row]);
            if (square <= T.Zero)
            {
                return first + row;
            }

            line[row] = T.Sqrt(square);
        }

        return -1;
    }

    private static void Transpose<T>(MatrixSpan<T> from, MatrixSpan<T> to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < from.Rows; row++)
        {
            var line = from.Row(row);
            for (var column = 0; column < line.Length; column++)
            {
                to[column, row] = line[column];
            }
        }
    }
}
