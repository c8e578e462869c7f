using System.Numerics;

namespace AutoGrad;

/// <summary>The cofactors of a matrix, the transpose of its adjugate: d det A / d A.</summary>
/// <remarks>
/// Where A is not singular, det A times A⁻ᵀ by its factors. Else from A = U S Vᵀ: det U det V times U adj(S) Vᵀ, adj(S) being the products of all values but one; no division.
/// Source: Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 2.1; Stewart, On the adjugate matrix, 1998.
/// </remarks>
internal static class CofactorMatrix
{
    /// <summary>From the matrix and its packed factors.</summary>
    public static void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> factors, int n, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (TriangularSolver.ZeroOnDiagonal(factors, n) >= 0)
        {
            FromSingularValues(x, n, output);
            return;
        }

        var determinant = LuFactor.PermutationSign(factors, n);
        for (var index = 0; index < n; index++)
        {
            determinant *= factors[index * (n + 1)];
        }

        output.Clear();
        for (var index = 0; index < n; index++)
        {
            output[index * (n + 1)] = determinant;
        }

        LuFactor.Solve(factors, n, true, new MatrixSpan<T>(output, n, n));
    }

    private static void FromSingularValues<T>(ReadOnlySpan<T> x, int n, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var square = n * n;
        using var scratch = new Scratch<double>((2 * square) + n + square);
        var packed = scratch.Span[..((2 * square) + n)];
        var exact = scratch.Span[packed.Length..];
        for (var index = 0; index < square; index++)
        {
            exact[index] = double.CreateTruncating(x[index]);
        }

        JacobiSvd.Run<double>(exact, n, n, packed);
        var u = packed[..square];
        var values = packed.Slice(square, n);
        var v = packed[(square + n)..];
        var sign = Orientation(u, n) * Orientation(v, n);

        // The matrix is singular: its smallest value is 0 in truth, so only the products without it, or none, are left.
        values[n - 1] = 0;
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var sum = 0.0;
                for (var k = 0; k < n; k++)
                {
                    var others = sign;
                    for (var other = 0; other < n; other++)
                    {
                        others *= other == k ? 1 : values[other];
                    }

                    sum += others == 0 ? 0 : u[(row * n) + k] * others * v[(column * n) + k];
                }

                output[(row * n) + column] = T.CreateTruncating(sum);
            }
        }
    }

    /// <summary>The determinant of an orthogonal matrix: +1 or -1.</summary>
    private static double Orientation(ReadOnlySpan<double> matrix, int n)
    {
        using var scratch = new Scratch<double>(n * (n + 1));
        var packed = scratch.Span;
        matrix.CopyTo(packed);
        LuFactor.Run(packed, n);
        var sign = LuFactor.PermutationSign<double>(packed, n);
        for (var index = 0; index < n; index++)
        {
            sign = packed[index * (n + 1)] < 0 ? -sign : sign;
        }
        return sign;
    }
}
