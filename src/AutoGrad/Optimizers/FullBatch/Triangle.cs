namespace AutoGrad;

/// <summary>The triangular factor of a tall matrix by Householder's reflections, for least squares.</summary>
/// <remarks>
/// Works on the matrix itself and not on A'A, whose condition is the square of A's.
/// Source: Golub and Van Loan, Matrix computations, 4th edition, 2013, algorithm 5.2.1 and section 5.3.2.
/// </remarks>
internal static class Triangle
{
    /// <summary>The x for which |A x - b| is least; A and b are overwritten by R and Q'b.</summary>
    /// <param name="a">A's columns.</param>
    /// <param name="b">The right side.</param>
    public static double[] Solve(double[][] a, double[] b)
    {
        Factor(a, b);
        var x = new double[a.Length];
        for (var row = x.Length - 1; row >= 0; row--)
        {
            var sum = b[row];
            for (var column = row + 1; column < x.Length; column++)
            {
                sum -= a[column][row] * x[column];
            }

            x[row] = sum / a[row][row];
        }

        return x;
    }

    /// <summary>The diagonal of (A'A)^-1; A is overwritten.</summary>
    public static double[] InverseDiagonal(double[][] a)
    {
        Factor(a, new double[a.Length == 0 ? 0 : a[0].Length]);
        var diagonal = new double[a.Length];

        // Row i of R^-1, from which (A'A)^-1 = R^-1 R^-T has the diagonal.
        for (var row = 0; row < a.Length; row++)
        {
            var inverse = new double[a.Length];
            for (var column = row; column < a.Length; column++)
            {
                var sum = column == row ? 1.0 : 0;
                for (var k = row; k < column; k++)
                {
                    sum -= inverse[k] * a[column][k];
                }

                inverse[column] = sum / a[column][column];
            }

            diagonal[row] = Vectors.Dot(inverse, inverse);
        }

        return diagonal;
    }

    private static void Factor(double[][] a, double[] b)
    {
        for (var column = 0; column < a.Length; column++)
        {
            var pivot = a[column];
            double square = 0;
            for (var row = column; row < pivot.Length; row++)
            {
                square += pivot[row] * pivot[row];
            }

            if (square == 0)
            {
                continue;
            }

            // v = x + sign(x1) |x| e1 has no cancellation; reflecting by v takes x to -sign(x1) |x| e1.
            var length = pivot[column] >= 0 ? -Math.Sqrt(square) : Math.Sqrt(square);
            var first = pivot[column] - length;
            var scale = -length * first;
            for (var other = column + 1; other <= a.Length; other++)
            {
                var target = other < a.Length ? a[other] : b;
                var product = first * target[column];
                for (var row = column + 1; row < pivot.Length; row++)
                {
                    product += pivot[row] * target[row];
                }

                var share = product / scale;
                target[column] -= share * first;
                for (var row = column + 1; row < pivot.Length; row++)
                {
                    target[row] -= share * pivot[row];
                }
            }

            pivot[column] = length;
        }
    }
}
