using System.Numerics;

namespace AutoGrad;

/// <summary>Solves op(A) X = B for a triangular A in place: B becomes X.</summary>
/// <remarks>
/// By halves: the first half of the unknowns, one matrix product that takes them out of the rest, the second half; so all but a narrow band
/// of the work is matrix products. Blocks of 32 unknowns are substituted one after the other.
/// Source: Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 3.1.
/// </remarks>
internal static class TriangularSolver
{
    private const int BlockSize = 32;

    /// <summary>Solves with the upper or lower triangle of A, read transposed if said so; the diagonal counts as ones if it is a unit one.</summary>
    public static void Run<T>(MatrixSpan<T> a, bool upper, bool transpose, bool unitDiagonal, MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var n = a.Rows;
        if (n <= BlockSize)
        {
            Substitute(a, upper, transpose, unitDiagonal, x);
            return;
        }

        // The transpose of an upper triangle is a lower one: what counts is which unknowns come first.
        var forward = upper == transpose;
        var half = n / 2 / BlockSize * BlockSize;
        half = half == 0 ? BlockSize : half;
        var rest = n - half;
        var top = x.Block(0, 0, half, x.Columns);
        var bottom = x.Block(half, 0, rest, x.Columns);
        var corner = upper ? a.Block(0, half, half, rest) : a.Block(half, 0, rest, half);
        if (forward)
        {
            Run(a.Block(0, 0, half, half), upper, transpose, unitDiagonal, top);
            bottom.SubtractProduct(corner, transpose, top, false);
            Run(a.Block(half, half, rest, rest), upper, transpose, unitDiagonal, bottom);
        }
        else
        {
            Run(a.Block(half, half, rest, rest), upper, transpose, unitDiagonal, bottom);
            top.SubtractProduct(corner, transpose, bottom, false);
            Run(a.Block(0, 0, half, half), upper, transpose, unitDiagonal, top);
        }
    }

    /// <summary>The first place on the diagonal that is exactly zero, or -1.</summary>
    public static int ZeroOnDiagonal<T>(ReadOnlySpan<T> a, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var index = 0; index < n; index++)
        {
            if (a[index * (n + 1)] == T.Zero)
            {
                return index;
            }
        }

        return -1;
    }

    private static void Substitute<T>(MatrixSpan<T> a, bool upper, bool transpose, bool unitDiagonal, MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var n = a.Rows;
        var forward = upper == transpose;
        for (var step = 0; step < n; step++)
        {
            var row = forward ? step : n - 1 - step;
            var target = x.Row(row);
            for (var earlier = 0; earlier < step; earlier++)
            {
                var known = forward ? earlier : n - 1 - earlier;
                Subtract(transpose ? a[known, row] : a[row, known], x.Row(known), target);
            }

            if (!unitDiagonal)
            {
                var pivot = a[row, row];
                for (var column = 0; column < target.Length; column++)
                {
                    target[column] /= pivot;
                }
            }
        }
    }

    private static void Subtract<T>(T factor, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.Length == 1)
        {
            y[0] = T.FusedMultiplyAdd(-factor, x[0], y[0]);
        }
        else
        {
            Lines.AddScaled(-factor, x, y);
        }
    }
}
