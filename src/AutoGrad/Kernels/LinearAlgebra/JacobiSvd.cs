using System.Numerics;

namespace AutoGrad;

/// <summary>The thin singular value decomposition A = U S Vᵀ, values descending. The arithmetic is in double for every element type.</summary>
/// <remarks>
/// One-sided Jacobi rotations make the shorter of A's rows and columns orthogonal; their lengths are the singular values. It finds small ones with high relative accuracy. Each column of V
/// has the sign that makes its largest element positive. Directions that belong to the value 0 are filled up to an orthonormal system.
/// Source: Hestenes, Inversion of matrices by biorthogonalization and related results, 1958; Demmel and Veselić, Jacobi's method is more accurate than QR, 1992.
/// </remarks>
internal static class JacobiSvd
{
    // Six to ten sweeps are the rule; Demmel and Veselić prove no bound.
    private const int MaxSweeps = 60;

    /// <summary>The output is U, m x k, under it a line with the k values, and under that V, n x k, with k = min(m, n). Where an element is not finite, all of it is NaN.</summary>
    public static void Run<T>(ReadOnlySpan<T> x, int m, int n, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var wide = m < n;
        var (count, length) = wide ? (m, n) : (n, m);
        using var scratch = new Scratch<double>((count * length) + (count * count) + (2 * count));
        var lines = new MatrixSpan<double>(scratch.Span[..(count * length)], count, length);
        var turned = new MatrixSpan<double>(scratch.Span.Slice(count * length, count * count), count, count);
        var squares = scratch.Span.Slice((count * length) + (count * count), count);
        var values = scratch.Span[((count * length) + (count * count) + count)..];
        if (Load(x, lines, wide) is not { } exponent)
        {
            output.Fill(T.NaN);
            return;
        }

        turned.Fill(0);
        for (var index = 0; index < count; index++)
        {
            turned[index, index] = 1;
        }

        Orthogonalize(lines, turned, squares);
        Sort(lines, turned, values);
        Normalize(lines, values);
        var u = wide ? turned : lines;
        var v = wide ? lines : turned;
        for (var column = 0; column < count; column++)
        {
            output[(m * count) + column] = T.CreateTruncating(Math.ScaleB(values[column], exponent));
            var negative = SymmetricEigenSolver.HasNegativePeak(v.Row(column));
            Store(u.Row(column), negative, output[..(m * count)], column, count);
            Store(v.Row(column), negative, output[((m + 1) * count)..], column, count);
        }
    }

    /// <summary>The columns of a tall matrix, or the rows of a wide one, as lines, scaled by a power of two; gives its exponent, or null where an element is not finite.</summary>
    private static int? Load<T>(ReadOnlySpan<T> x, MatrixSpan<double> lines, bool wide)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = 0.0;
        for (var index = 0; index < x.Length; index++)
        {
            var element = double.CreateTruncating(x[index]);
            if (!double.IsFinite(element))
            {
                return null;
            }

            largest = Math.Max(largest, Math.Abs(element));
        }

        var exponent = largest == 0 ? 0 : Math.ILogB(largest);
        for (var row = 0; row < lines.Rows; row++)
        {
            var line = lines.Row(row);
            for (var index = 0; index < line.Length; index++)
            {
                line[index] = Math.ScaleB(double.CreateTruncating(x[wide ? (row * line.Length) + index : (index * lines.Rows) + row]), -exponent);
            }
        }

        return exponent;
    }

    private static void Store<T>(ReadOnlySpan<double> vector, bool negate, Span<T> matrix, int column, int columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < vector.Length; row++)
        {
            matrix[(row * columns) + column] = T.CreateTruncating(negate ? -vector[row] : vector[row]);
        }
    }

    /// <summary>Turns pairs of lines until all are orthogonal; <paramref name="turned"/> takes part in the rotations.</summary>
    private static void Orthogonalize(MatrixSpan<double> lines, MatrixSpan<double> turned, Span<double> squares)
    {
        var tolerance = 1.1102230246251565e-16 * Math.Sqrt(Math.Max(lines.Columns, 1));
        for (var sweep = 0; sweep < MaxSweeps; sweep++)
        {
            var changed = false;
            for (var row = 0; row < lines.Rows; row++)
            {
                // Updated from pair to pair, which loses digits, and measured anew in each sweep.
                squares[row] = Lines.Dot<double>(lines.Row(row), lines.Row(row));
            }

            for (var first = 0; first < lines.Rows; first++)
            {
                for (var second = first + 1; second < lines.Rows; second++)
                {
                    var x = lines.Row(first);
                    var y = lines.Row(second);
                    var product = Lines.Dot<double>(x, y);
                    if (!(Math.Abs(product) > tolerance * Math.Sqrt(squares[first]) * Math.Sqrt(squares[second])))
                    {
                        continue;
                    }

                    changed = true;
                    var zeta = (squares[second] - squares[first]) / (2 * product);
                    var tangent = Math.CopySign(1, zeta) / (Math.Abs(zeta) + double.Hypot(1, zeta));
                    var cosine = 1 / double.Hypot(1, tangent);
                    var sine = -cosine * tangent;
                    Lines.Rotate(x, y, cosine, sine);
                    Lines.Rotate(turned.Row(first), turned.Row(second), cosine, sine);
                    squares[first] = Math.Max(0, squares[first] - (tangent * product));
                    squares[second] += tangent * product;
                }
            }

            if (!changed)
            {
                return;
            }
        }
    }

    private static void Sort(MatrixSpan<double> lines, MatrixSpan<double> turned, Span<double> values)
    {
        for (var row = 0; row < lines.Rows; row++)
        {
            values[row] = Math.Sqrt(Lines.Dot<double>(lines.Row(row), lines.Row(row)));
        }

        for (var place = 0; place < values.Length; place++)
        {
            var largest = place;
            for (var index = place + 1; index < values.Length; index++)
            {
                largest = values[index] > values[largest] ? index : largest;
            }

            (values[place], values[largest]) = (values[largest], values[place]);
            lines.SwapRows(place, largest);
            turned.SwapRows(place, largest);
        }
    }

    /// <summary>Scales each line to length 1; lines that are rounding errors beside the largest become unit vectors orthogonal to the others, and their values 0.</summary>
    private static void Normalize(MatrixSpan<double> lines, Span<double> values)
    {
        for (var row = 0; row < lines.Rows; row++)
        {
            var line = lines.Row(row);
            if (values[row] > 1e-150 * values[0])
            {
                foreach (ref var element in line)
                {
                    element /= values[row];
                }

                continue;
            }

            values[row] = 0;
            for (var unit = 0; ; unit++)
            {
                // Projected twice, a vector is orthogonal to rounding error; one that mostly lies in the span of the others gives way to the next unit vector.
                line.Clear();
                line[unit] = 1;
                for (var pass = 0; pass < 2; pass++)
                {
                    for (var other = 0; other < row; other++)
                    {
                        Lines.AddScaled(-Lines.Dot<double>(lines.Row(other), line), lines.Row(other), line);
                    }
                }

                var norm = Math.Sqrt(Lines.Dot<double>(line, line));
                if (norm * norm * (lines.Columns + 1) > 0.5)
                {
                    foreach (ref var element in line)
                    {
                        element /= norm;
                    }

                    break;
                }
            }
        }
    }
}
