namespace AutoGrad;

/// <summary>Linear algebra by its textbook definitions, for small matrices: what the library's is compared with.</summary>
internal static class NaiveLinearAlgebra
{
    public static double[,] Multiply(double[,] a, double[,] b) => From(a.GetLength(0), b.GetLength(1), (i, j) => Enumerable.Range(0, a.GetLength(1)).Sum(k => a[i, k] * b[k, j]));

    public static double[,] Transpose(double[,] a) => From(a.GetLength(1), a.GetLength(0), (i, j) => a[j, i]);

    public static double[,] Identity(int n) => From(n, n, static (i, j) => i == j ? 1 : 0);

    /// <summary>A Aᵀ + 1.</summary>
    public static double[,] Definite(double[,] a)
    {
        var product = Multiply(a, Transpose(a));
        return From(product.GetLength(0), product.GetLength(1), (i, j) => product[i, j] + (i == j ? 1 : 0));
    }

    public static double[,] Triangle(double[,] a, bool upper, bool transpose, bool unit)
    {
        var triangle = From(a.GetLength(0), a.GetLength(0), (i, j) => i == j ? (unit ? 1 : a[i, i]) : (upper ? i < j : i > j) ? a[i, j] : 0);
        return transpose ? Transpose(triangle) : triangle;
    }

    /// <summary>Row by row, of the symmetric part.</summary>
    public static double[,] Cholesky(double[,] a)
    {
        var l = new double[a.GetLength(0), a.GetLength(0)];
        for (var i = 0; i < l.GetLength(0); i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = ((a[i, j] + a[j, i]) / 2) - Enumerable.Range(0, j).Sum(k => l[i, k] * l[j, k]);
                l[i, j] = i == j ? Math.Sqrt(rest) : rest / l[j, j];
            }
        }

        return l;
    }

    /// <summary>Gauss and Jordan, with row pivots.</summary>
    public static double[,] Solve(double[,] a, double[,] b)
    {
        var (left, right, n, m) = ((double[,])a.Clone(), (double[,])b.Clone(), a.GetLength(0), b.GetLength(1));
        for (var k = 0; k < n; k++)
        {
            var pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(left[i, k]));
            for (var j = 0; j < n; j++)
            {
                (left[k, j], left[pivot, j]) = (left[pivot, j], left[k, j]);
            }

            for (var j = 0; j < m; j++)
            {
                (right[k, j], right[pivot, j]) = (right[pivot, j], right[k, j]);
            }

            for (var i = 0; i < n; i++)
            {
                var factor = i == k ? 0 : left[i, k] / left[k, k];
                for (var j = k; j < n; j++)
                {
                    left[i, j] -= factor * left[k, j];
                }

                for (var j = 0; j < m; j++)
                {
                    right[i, j] -= factor * right[k, j];
                }
            }
        }

        return From(n, m, (i, j) => right[i, j] / left[i, i]);
    }

    public static double[,] Inverse(double[,] a) => Solve(a, Identity(a.GetLength(0)));

    /// <summary>Laplace's expansion along the first row.</summary>
    public static double Determinant(double[,] a)
    {
        var n = a.GetLength(0);
        return n == 0
            ? 1
            : Enumerable.Range(0, n).Sum(k => (k % 2 == 0 ? 1 : -1) * a[0, k] * Determinant(From(n - 1, n - 1, (i, j) => a[i + 1, j < k ? j : j + 1])));
    }

    /// <summary>Gram and Schmidt, column by column; of a wide matrix, the first columns, and the rest projected.</summary>
    public static (double[,] Q, double[,] R) QR(double[,] a)
    {
        var (m, n) = (a.GetLength(0), a.GetLength(1));
        var count = Math.Min(m, n);
        var q = new double[m, count];
        var r = new double[count, n];
        for (var j = 0; j < n; j++)
        {
            var column = Enumerable.Range(0, m).Select(i => a[i, j]).ToArray();
            for (var k = 0; k < Math.Min(j, count); k++)
            {
                r[k, j] = Enumerable.Range(0, m).Sum(i => q[i, k] * column[i]);
                column = [.. column.Select((x, i) => x - (q[i, k] * r[k, j]))];
            }

            if (j < count)
            {
                r[j, j] = Math.Sqrt(column.Sum(static x => x * x));
                for (var i = 0; i < m; i++)
                {
                    q[i, j] = column[i] / r[j, j];
                }
            }
        }

        return (q, r);
    }

    /// <summary>Jacobi's rotations of the symmetric part.</summary>
    public static (double[] Values, double[,] Vectors) SymmetricEigen(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var a = From(n, n, (i, j) => (matrix[i, j] + matrix[j, i]) / 2);
        var v = Identity(n);
        for (var sweep = 0; sweep < 30; sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    var angle = Math.Atan2(2 * a[p, q], a[p, p] - a[q, q]) / 2;
                    var (s, c) = Math.SinCos(angle);
                    var turn = From(n, n, (i, j) => i == j ? (i == p || i == q ? c : 1) : i == p && j == q ? -s : i == q && j == p ? s : 0);
                    a = Multiply(Transpose(turn), Multiply(a, turn));
                    v = Multiply(v, turn);
                }
            }
        }

        var order = Enumerable.Range(0, n).OrderBy(i => a[i, i]).ToArray();
        var sorted = From(n, n, (i, j) => v[i, order[j]]);
        return ([.. order.Select(i => a[i, i])], Signed(sorted, sorted));
    }

    /// <summary>By the eigenvectors of Aᵀ A, or of A Aᵀ for a wide matrix.</summary>
    public static (double[,] U, double[] S, double[,] V) Svd(double[,] a)
    {
        var (m, n) = (a.GetLength(0), a.GetLength(1));
        if (m < n)
        {
            var (right, values, left) = Svd(Transpose(a));
            return (Signed(left, right), values, Signed(right, right));
        }

        var v = SymmetricEigen(Multiply(Transpose(a), a)).Vectors;
        v = From(n, n, (i, j) => v[i, n - 1 - j]);
        var product = Multiply(a, v);
        double[] s = [.. Enumerable.Range(0, n).Select(j => Math.Sqrt(Enumerable.Range(0, m).Sum(i => product[i, j] * product[i, j])))];
        return (From(m, n, (i, j) => product[i, j] / s[j]), s, v);
    }

    /// <summary>By the normal equations.</summary>
    public static double[,] LeastSquares(double[,] a, double[,] b)
    {
        var t = Transpose(a);
        return a.GetLength(0) >= a.GetLength(1) ? Solve(Multiply(t, a), Multiply(t, b)) : Multiply(t, Solve(Multiply(a, t), b));
    }

    public static double[,] Power(double[,] a, int exponent) => Enumerable.Range(0, exponent).Aggregate(Identity(a.GetLength(0)), (product, _) => Multiply(product, a));

    /// <summary>The series, of a part of the matrix that is small.</summary>
    public static double[,] Exp(double[,] a)
    {
        var n = a.GetLength(0);
        var small = From(n, n, (i, j) => a[i, j] / 16);
        var (sum, term) = (Identity(n), Identity(n));
        for (var k = 1; k < 30; k++)
        {
            var next = Multiply(term, small);
            term = From(n, n, (i, j) => next[i, j] / k);
            var (before, added) = (sum, term);
            sum = From(n, n, (i, j) => before[i, j] + added[i, j]);
        }

        return Power(sum, 16);
    }

    /// <summary>The columns of a matrix, negated where the largest element of the other one's is negative.</summary>
    private static double[,] Signed(double[,] a, double[,] by)
    {
        double Sign(int j) => Enumerable.Range(0, by.GetLength(0)).Select(i => by[i, j]).MaxBy(Math.Abs) < 0 ? -1 : 1;
        return From(a.GetLength(0), a.GetLength(1), (i, j) => a[i, j] * Sign(j));
    }

    private static double[,] From(int rows, int columns, Func<int, int, double> element)
    {
        var result = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                result[i, j] = element(i, j);
            }
        }

        return result;
    }
}
