using System.Numerics;

namespace AutoGrad;

/// <summary>Eigenvalues, ascending, and orthonormal eigenvectors of the symmetric part of a matrix. The arithmetic is in double for every element type.</summary>
/// <remarks>
/// Householder's reduction to a tridiagonal matrix, then QL steps with Wilkinson's shift, whose rotations turn the rows of the transposed eigenvectors. Each vector has the sign that
/// makes its largest element positive. Source: Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 8.3; Parlett, The Symmetric Eigenvalue Problem, 1980, chapter 8.
/// </remarks>
internal static class SymmetricEigenSolver
{
    private const double UnitError = 1.1102230246251565e-16;

    // Two or three steps find an eigenvalue; Parlett's bound for what is never met.
    private const int MaxSteps = 60;

    /// <summary>The output is a line with the eigenvalues and under it the matrix whose columns are the eigenvectors. Where an element is not finite, all of it is NaN.</summary>
    public static void Run<T>(ReadOnlySpan<T> x, int n, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scratch = new Scratch<double>((2 * n * n) + (3 * n));
        var a = new MatrixSpan<double>(scratch.Span[..(n * n)], n, n);
        var z = new MatrixSpan<double>(scratch.Span.Slice(n * n, n * n), n, n);
        var d = scratch.Span.Slice(2 * n * n, n);
        var e = scratch.Span.Slice((2 * n * n) + n, n);
        var products = scratch.Span[((2 * n * n) + (2 * n))..];
        var largest = 0.0;
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var element = (double.CreateTruncating(x[(row * n) + column]) / 2) + (double.CreateTruncating(x[(column * n) + row]) / 2);
                a[row, column] = a[column, row] = element;
                largest = double.IsFinite(element) && largest < Math.Abs(element) ? Math.Abs(element) : largest;
                largest = double.IsFinite(element) ? largest : double.NaN;
            }
        }

        if (!double.IsFinite(largest))
        {
            output.Fill(T.NaN);
            return;
        }

        // By a power of two, so that squares neither overflow nor vanish.
        var exponent = largest == 0 ? 0 : Math.ILogB(largest);
        for (var row = 0; row < n; row++)
        {
            foreach (ref var element in a.Row(row))
            {
                element = Math.ScaleB(element, -exponent);
            }
        }

        Tridiagonal(a, z, d, e, products);
        Diagonalize(z, d, e);
        Sort(z, d);
        for (var column = 0; column < n; column++)
        {
            output[column] = T.CreateTruncating(Math.ScaleB(d[column], exponent));
            var vector = z.Row(column);
            var negative = HasNegativePeak(vector);
            for (var row = 0; row < n; row++)
            {
                output[((row + 1) * n) + column] = T.CreateTruncating(negative ? -vector[row] : vector[row]);
            }
        }
    }

    /// <summary>Whether the element that is largest by magnitude, the first of several, is negative.</summary>
    public static bool HasNegativePeak(ReadOnlySpan<double> vector)
    {
        var peak = 0.0;
        foreach (var element in vector)
        {
            // A little more than equal, so that rounding does not choose between elements that are equal in truth.
            peak = Math.Abs(element) > Math.Abs(peak) * (1 + 1e-10) ? element : peak;
        }

        return peak < 0;
    }

    /// <summary>Qᵀ A Q = tridiagonal (d on the diagonal, e below it, e[0] unused), Qᵀ in z.</summary>
    private static void Tridiagonal(MatrixSpan<double> a, MatrixSpan<double> z, Span<double> d, Span<double> e, Span<double> p)
    {
        var n = a.Rows;
        for (var k = 0; k + 1 < n; k++)
        {
            // The row of A right of the diagonal becomes (β, 0, ..); its vector v, scaled to vᵀv = 2, stays there for Q.
            var v = a.Row(k)[(k + 1)..];
            var norm = Math.Sqrt(Lines.Dot<double>(v, v));
            d[k] = a[k, k];
            if (norm == 0)
            {
                e[k + 1] = 0;
                continue;
            }

            var beta = -Math.CopySign(norm, v[0]);
            e[k + 1] = beta;
            v[0] -= beta;
            var scale = Math.Sqrt(1 / (norm * (norm + Math.Abs(v[0] + beta))));
            foreach (ref var element in v)
            {
                element *= scale;
            }

            // A becomes A - v wᵀ - w vᵀ with w = A v - (vᵀ A v / 2) v.
            var w = p[(k + 1)..];
            for (var row = k + 1; row < n; row++)
            {
                w[row - k - 1] = Lines.Dot<double>(a.Row(row)[(k + 1)..], v);
            }

            Lines.AddScaled(-Lines.Dot<double>(w, v) / 2, v, w);
            for (var row = k + 1; row < n; row++)
            {
                var line = a.Row(row)[(k + 1)..];
                Lines.AddScaled(-v[row - k - 1], w, line);
                Lines.AddScaled(-w[row - k - 1], v, line);
            }
        }

        if (n > 0)
        {
            d[n - 1] = a[n - 1, n - 1];
        }

        // Qᵀ is the product of the reflections; applied from the right to the identity, the last one first, each touches only what lies below and right of its place.
        z.Fill(0);
        for (var index = 0; index < n; index++)
        {
            z[index, index] = 1;
        }

        for (var k = n - 2; k >= 0; k--)
        {
            if (e[k + 1] != 0)
            {
                var v = a.Row(k)[(k + 1)..];
                for (var row = k + 1; row < n; row++)
                {
                    var line = z.Row(row)[(k + 1)..];
                    Lines.AddScaled(-Lines.Dot<double>(line, v), v, line);
                }
            }
        }
    }

    /// <summary>QL steps: d becomes the eigenvalues and the rows of z, at first Qᵀ, the eigenvectors.</summary>
    private static void Diagonalize(MatrixSpan<double> z, Span<double> d, Span<double> e)
    {
        var n = d.Length;
        for (var first = 0; first < n; first++)
        {
            for (var step = 0; step < MaxSteps; step++)
            {
                var last = first;
                while (last + 1 < n && !IsNegligible(e[last + 1], d[last], d[last + 1]))
                {
                    last++;
                }

                if (last == first)
                {
                    break;
                }

                Step(z, d, e, first, last);
            }
        }
    }

    private static bool IsNegligible(double e, double before, double after) => Math.Abs(e) <= UnitError * (Math.Abs(before) + Math.Abs(after));

    /// <summary>One QL step with an implicit shift on the block from first to last.</summary>
    private static void Step(MatrixSpan<double> z, Span<double> d, Span<double> e, int first, int last)
    {
        // Wilkinson's shift: the eigenvalue of the leading 2 x 2 block that is nearer to its corner.
        var g = (d[first + 1] - d[first]) / (2 * e[first + 1]);
        var r = double.Hypot(g, 1);
        g = d[last] - d[first] + (e[first + 1] / (g + Math.CopySign(r, g)));
        var (sine, cosine, p) = (1.0, 1.0, 0.0);
        for (var index = last - 1; index >= first; index--)
        {
            var f = sine * e[index + 1];
            var b = cosine * e[index + 1];
            r = double.Hypot(f, g);
            if (index + 2 <= last)
            {
                e[index + 2] = r;
            }

            if (r == 0)
            {
                // The matrix splits here; the next step goes on with the smaller block.
                d[index + 1] -= p;
                return;
            }

            (sine, cosine) = (f / r, g / r);
            g = d[index + 1] - p;
            r = ((d[index] - g) * sine) + (2 * cosine * b);
            p = sine * r;
            d[index + 1] = g + p;
            g = (cosine * r) - b;
            Lines.Rotate(z.Row(index + 1), z.Row(index), cosine, sine);
        }

        d[first] -= p;
        e[first + 1] = g;
        if (last + 1 < d.Length)
        {
            e[last + 1] = 0;
        }
    }

    private static void Sort(MatrixSpan<double> z, Span<double> d)
    {
        // By selection: as many swaps as there are eigenvalues, and equal ones keep their order.
        for (var place = 0; place < d.Length; place++)
        {
            var least = place;
            for (var index = place + 1; index < d.Length; index++)
            {
                least = d[index] < d[least] ? index : least;
            }

            (d[place], d[least]) = (d[least], d[place]);
            z.SwapRows(place, least);
        }
    }
}
