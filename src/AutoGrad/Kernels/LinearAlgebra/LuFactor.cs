using System.Numerics;

namespace AutoGrad;

/// <summary>P A = L U with row pivots in place: U with its diagonal, below it L without its ones. The pivots are numbers too: row k was exchanged with row pivots[k].</summary>
/// <remarks>
/// By halves of the columns, so that nearly all the work is matrix products. A packed factorization is a matrix of n + 1 rows, the last one the pivots, so that it can be an op's
/// operand like any other tensor; at float they are exact up to 2^24 rows.
/// Source: Toledo, Locality of reference in LU decomposition with partial pivoting, 1997.
/// </remarks>
internal static class LuFactor
{
    private const int BlockSize = 16;

    /// <summary>Factors the n x n matrix in the first n rows of the packed one; gives the first pivot that is exactly zero, or -1.</summary>
    public static int Run<T>(Span<T> packed, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var matrix = new MatrixSpan<T>(packed[..(n * n)], n, n);
        var pivots = packed[(n * n)..];
        Factor(matrix, 0, n, pivots);
        return TriangularSolver.ZeroOnDiagonal<T>(packed, n);
    }

    /// <summary>Solves A X = B, or Aᵀ X = B, in place of B.</summary>
    public static void Solve<T>(ReadOnlySpan<T> packed, int n, bool transpose, MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var pivots = packed[(n * n)..];
        var factors = MatrixSpan<T>.OfConstant(packed, n, n);
        if (!transpose)
        {
            for (var row = 0; row < n; row++)
            {
                x.SwapRows(row, int.CreateTruncating(pivots[row]));
            }

            TriangularSolver.Run(factors, false, false, true, x);
            TriangularSolver.Run(factors, true, false, false, x);
            return;
        }

        TriangularSolver.Run(factors, true, true, false, x);
        TriangularSolver.Run(factors, false, true, true, x);
        for (var row = n - 1; row >= 0; row--)
        {
            x.SwapRows(row, int.CreateTruncating(pivots[row]));
        }
    }

    /// <summary>The sign of the permutation: +1 or -1.</summary>
    public static T PermutationSign<T>(ReadOnlySpan<T> packed, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var pivots = packed[(n * n)..];
        var odd = false;
        for (var row = 0; row < n; row++)
        {
            odd ^= int.CreateTruncating(pivots[row]) != row;
        }

        return odd ? T.NegativeOne : T.One;
    }

    /// <summary>Factors the columns from <paramref name="first"/> on, <paramref name="count"/> of them, below the rows that are done; swaps rows within these columns only.</summary>
    private static void Factor<T>(MatrixSpan<T> a, int first, int count, Span<T> pivots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count <= BlockSize)
        {
            FactorBlock(a, first, count, pivots);
            return;
        }

        var half = Math.Max(count / 2 / BlockSize * BlockSize, BlockSize);
        var rest = count - half;
        var next = first + half;
        Factor(a, first, half, pivots);
        SwapRows(a.Block(0, next, a.Rows, rest), first, half, pivots);
        var right = a.Block(first, next, half, rest);
        TriangularSolver.Run(a.Block(first, first, half, half), false, false, true, right);
        a.Block(next, next, a.Rows - next, rest).SubtractProduct(a.Block(next, first, a.Rows - next, half), false, right, false);
        Factor(a, next, rest, pivots);
        SwapRows(a.Block(0, first, a.Rows, half), next, rest, pivots);
    }

    private static void SwapRows<T>(MatrixSpan<T> a, int first, int count, ReadOnlySpan<T> pivots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = first; row < first + count; row++)
        {
            a.SwapRows(row, int.CreateTruncating(pivots[row]));
        }
    }

    private static void FactorBlock<T>(MatrixSpan<T> a, int first, int count, Span<T> pivots)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var block = a.Block(0, first, a.Rows, count);
        for (var column = 0; column < count; column++)
        {
            var diagonal = first + column;
            var pivot = diagonal;
            for (var row = diagonal + 1; row < a.Rows; row++)
            {
                pivot = T.Abs(block[row, column]) > T.Abs(block[pivot, column]) ? row : pivot;
            }

            pivots[diagonal] = T.CreateTruncating(pivot);
            block.SwapRows(diagonal, pivot);
            var divisor = block[diagonal, column];
            if (divisor == T.Zero)
            {
                continue;
            }

            var source = block.Row(diagonal)[(column + 1)..];
            for (var row = diagonal + 1; row < a.Rows; row++)
            {
                var line = block.Row(row);
                line[column] /= divisor;
                Lines.AddScaled(-line[column], source, line[(column + 1)..]);
            }
        }
    }
}
