using System.Numerics;

namespace AutoGrad;

/// <summary>A = Q R with orthonormal columns in Q and an upper triangular R whose diagonal is not negative: so both are unique where A has full column rank.</summary>
/// <remarks>
/// Householder reflections in panels of 32 columns; a panel's reflections are applied to the rest at once as I - V T Vᵀ, which is two matrix products.
/// Source: Schreiber and Van Loan, A storage-efficient WY representation for products of Householder transformations, 1989.
/// </remarks>
internal static class HouseholderQr
{
    private const int PanelSize = 32;

    /// <summary>Factors a matrix of m rows and n columns, m ≥ n. The output is Q, m x n, and under it R, n x n.</summary>
    public static void Run<T>(ReadOnlySpan<T> x, int m, int n, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var panels = (n + PanelSize - 1) / PanelSize;
        using var scratch = new Scratch<T>((m * n) + (panels * PanelSize * PanelSize));
        var work = scratch.Span[..(m * n)];
        var factors = scratch.Span[(m * n)..];
        x.CopyTo(work);
        var a = new MatrixSpan<T>(work, m, n);
        for (var panel = 0; panel < panels; panel++)
        {
            var first = panel * PanelSize;
            var width = Math.Min(PanelSize, n - first);
            var t = new MatrixSpan<T>(factors.Slice(panel * PanelSize * PanelSize, width * width), width, width);
            Reduce(a.Block(first, first, m - first, width), output[..width], t);
            Reflect(a.Block(first, first, m - first, width), t, true, a.Block(first, first + width, m - first, n - first - width));
        }

        // Q is the product of all reflections times the first n columns of the identity; the last panel comes first, and each touches only what lies below and right of its place.
        var q = new MatrixSpan<T>(output[..(m * n)], m, n);
        q.Fill(T.Zero);
        for (var index = 0; index < n; index++)
        {
            q[index, index] = T.One;
        }

        for (var panel = panels - 1; panel >= 0; panel--)
        {
            var first = panel * PanelSize;
            var width = Math.Min(PanelSize, n - first);
            var t = new MatrixSpan<T>(factors.Slice(panel * PanelSize * PanelSize, width * width), width, width);
            Reflect(a.Block(first, first, m - first, width), t, false, q.Block(first, first, m - first, n - first));
        }

        var r = new MatrixSpan<T>(output[(m * n)..], n, n);
        for (var row = 0; row < n; row++)
        {
            var negative = a[row, row] < T.Zero;
            r.Row(row)[..row].Clear();
            for (var column = row; column < n; column++)
            {
                r[row, column] = negative ? -a[row, column] : a[row, column];
            }

            for (var index = 0; negative && index < m; index++)
            {
                q[index, row] = -q[index, row];
            }
        }
    }

    /// <summary>Reduces a panel to an upper triangle; below the diagonal stay the vectors of the reflections, whose leading ones are not stored, and T gathers them into one.</summary>
    private static void Reduce<T>(MatrixSpan<T> a, Span<T> scratch, MatrixSpan<T> t)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (m, width) = (a.Rows, a.Columns);
        var sums = scratch[..width];
        t.Fill(T.Zero);
        for (var column = 0; column < width; column++)
        {
            // H = I - τ v vᵀ with v = (1, ..) maps the column to (β, 0, ..); the norm is taken of the scaled column, so that no square overflows.
            var largest = T.Zero;
            for (var row = column; row < m; row++)
            {
                largest = T.Max(largest, T.Abs(a[row, column]));
            }

            var tau = T.Zero;
            if (largest != T.Zero)
            {
                var square = T.Zero;
                for (var row = column; row < m; row++)
                {
                    var scaled = a[row, column] / largest;
                    square = T.FusedMultiplyAdd(scaled, scaled, square);
                }

                var alpha = a[column, column];
                var beta = T.CopySign(largest * T.Sqrt(square), -alpha);
                tau = (beta - alpha) / beta;
                var divisor = alpha - beta;
                for (var row = column + 1; row < m; row++)
                {
                    a[row, column] /= divisor;
                }

                a[column, column] = beta;
            }

            // The rest of the panel: a -= τ v (vᵀ a), all its columns at once, row by row.
            var rest = sums[(column + 1)..];
            a.Row(column)[(column + 1)..].CopyTo(rest);
            for (var row = column + 1; row < m; row++)
            {
                Lines.AddScaled(a[row, column], a.Row(row)[(column + 1)..], rest);
            }

            Lines.AddScaled(-tau, rest, a.Row(column)[(column + 1)..]);
            for (var row = column + 1; row < m; row++)
            {
                Lines.AddScaled(-tau * a[row, column], rest, a.Row(row)[(column + 1)..]);
            }

            // Column k of T is -τ T Vᵀ v, and τ on the diagonal.
            var products = sums[..column];
            a.Row(column)[..column].CopyTo(products);
            for (var row = column + 1; row < m; row++)
            {
                Lines.AddScaled(a[row, column], a.Row(row)[..column], products);
            }

            for (var row = 0; row < column; row++)
            {
                t[row, column] = -tau * Lines.Dot<T>(t.Row(row)[row..column], products[row..]);
            }

            t[column, column] = tau;
        }
    }

    /// <summary>target = (I - V op(T) Vᵀ) target, with V below the diagonal of the panel.</summary>
    private static void Reflect<T>(MatrixSpan<T> panel, MatrixSpan<T> t, bool transpose, MatrixSpan<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (m, width, columns) = (panel.Rows, panel.Columns, target.Columns);
        if (columns == 0)
        {
            return;
        }

        using var scratch = new Scratch<T>((m * width) + (2 * width * columns));
        var v = new MatrixSpan<T>(scratch.Span[..(m * width)], m, width);
        var product = new MatrixSpan<T>(scratch.Span.Slice(m * width, width * columns), width, columns);
        var scaled = new MatrixSpan<T>(scratch.Span[((m + columns) * width)..], width, columns);
        panel.CopyTo(v);
        for (var row = 0; row < width; row++)
        {
            v[row, row] = T.One;
            v.Row(row)[(row + 1)..].Clear();
        }

        product.Fill(T.Zero);
        product.SubtractProduct(v, true, target, false);
        scaled.Fill(T.Zero);
        scaled.SubtractProduct(t, transpose, product, false);

        // Both products were subtracted from zero, so the signs cancel.
        target.SubtractProduct(v, false, scaled, false);
    }
}
