namespace AutoGrad;

/// <summary>The functions of the evals as plain loops over numbers, written from their formulas.</summary>
internal static class Formulas
{
    public static double Gmm(double[][] x, double[] alpha, double[][] mu, double[][] q, double[][] l, double gamma, int m)
    {
        var (n, d, k) = (x.Length, x[0].Length, alpha.Length);
        var (likelihood, prior) = (0.0, 0.0);
        var nu = d + m + 1;
        foreach (var point in x)
        {
            var beta = new double[k];
            for (var c = 0; c < k; c++)
            {
                var z = new double[d];
                var next = 0;
                for (var column = 0; column < d; column++)
                {
                    z[column] += Math.Exp(q[c][column]) * (point[column] - mu[c][column]);
                    for (var row = column + 1; row < d; row++)
                    {
                        z[row] += l[c][next++] * (point[column] - mu[c][column]);
                    }
                }

                beta[c] = alpha[c] - (0.5 * z.Sum(static value => value * value)) + q[c].Sum();
            }

            likelihood += LogSumExp(beta);
        }

        for (var c = 0; c < k; c++)
        {
            prior += (m * q[c].Sum()) - (gamma * gamma / 2 * (q[c].Sum(static value => Math.Exp(2 * value)) + l[c].Sum(static value => value * value)));
        }

        var logGammas = Enumerable.Range(1, d).Sum(j => LogGammaOfHalf(nu + 1 - j));
        var constant = (nu * d * Math.Log(gamma / Math.Sqrt(2))) - (d * (d - 1) / 4.0 * Math.Log(Math.PI)) - logGammas;
        return (-n * ((d / 2.0 * Math.Log(2 * Math.PI)) + LogSumExp(alpha))) + likelihood + prior + (k * constant);
    }

    public static double[] Ode(double[] x, int s)
    {
        var (h, y) = (2.0 / s, new double[x.Length]);
        double[] Slope(double[] at) => [.. x.Select((value, i) => value * (i == 0 ? 1 : at[i - 1]))];
        double[] Plus(double factor, double[] k) => [.. y.Zip(k, (a, b) => a + (factor * b))];
        for (var step = 0; step < s; step++)
        {
            var k1 = Slope(y);
            var k2 = Slope(Plus(h / 2, k1));
            var k3 = Slope(Plus(h / 2, k2));
            var k4 = Slope(Plus(h, k3));
            y = [.. y.Select((value, i) => value + (h * ((k1[i] / 6) + (k2[i] / 3) + (k3[i] / 3) + (k4[i] / 6))))];
        }

        return y;
    }

    public static double Lstm(double[][] main, double[][] extra, double[][] start, double[][] sequence)
    {
        var (layers, bits) = (main.Length / 2, extra[0].Length);
        var (state, total) = (start.Select(static row => row.ToArray()).ToArray(), 0.0);
        static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
        for (var t = 0; t + 1 < sequence.Length; t++)
        {
            var signal = sequence[t].Zip(extra[0], static (a, b) => a * b).ToArray();
            for (var layer = 0; layer < layers; layer++)
            {
                var (w, b, hidden, cell) = (main[2 * layer], main[(2 * layer) + 1], state[2 * layer], state[(2 * layer) + 1]);
                for (var bit = 0; bit < bits; bit++)
                {
                    double Gate(int gate, double input) => (input * w[(gate * bits) + bit]) + b[(gate * bits) + bit];
                    var forget = Sigmoid(Gate(0, signal[bit]));
                    var ingate = Sigmoid(Gate(1, hidden[bit]));
                    var outgate = Sigmoid(Gate(2, signal[bit]));
                    cell[bit] = (cell[bit] * forget) + (ingate * Math.Tanh(Gate(3, hidden[bit])));
                    hidden[bit] = outgate * Math.Tanh(cell[bit]);
                    signal[bit] = hidden[bit];
                }
            }

            var p = Enumerable.Range(0, bits).Select(bit => (signal[bit] * extra[1][bit]) + extra[2][bit]).ToArray();
            var logarithm = Math.Log(2 + p.Sum(Math.Exp));
            total += Enumerable.Range(0, bits).Sum(bit => sequence[t + 1][bit] * (p[bit] - logarithm));
        }

        return -total / ((sequence.Length - 1) * bits);
    }

    public static double[] Reprojection(double[] camera, double[] x, double w, double[] feat)
    {
        double[] moved = [x[0] - camera[3], x[1] - camera[4], x[2] - camera[5]];
        var (r, angle) = (camera[..3], Math.Sqrt((camera[0] * camera[0]) + (camera[1] * camera[1]) + (camera[2] * camera[2])));
        var y = moved.Zip(Cross(r, moved), static (a, b) => a + b).ToArray();
        if (angle != 0)
        {
            double[] v = [r[0] / angle, r[1] / angle, r[2] / angle];
            var (cross, dot) = (Cross(v, moved), v.Zip(moved, static (a, b) => a * b).Sum());
            y = [.. Enumerable.Range(0, 3).Select(i => (moved[i] * Math.Cos(angle)) + (cross[i] * Math.Sin(angle)) + (v[i] * dot * (1 - Math.Cos(angle))))];
        }

        var (a, b) = (y[0] / y[2], y[1] / y[2]);
        var square = (a * a) + (b * b);
        var distortion = 1 + (camera[9] * square) + (camera[10] * square * square);
        return [w * ((a * distortion * camera[6]) + camera[7] - feat[0]), w * ((b * distortion * camera[6]) + camera[8] - feat[1])];
    }

    /// <summary>By elimination with pivots.</summary>
    public static double Determinant(double[] entries, int ell)
    {
        var rows = Enumerable.Range(0, ell).Select(row => entries[(row * ell)..((row + 1) * ell)]).ToArray();
        var determinant = 1.0;
        for (var column = 0; column < ell; column++)
        {
            var pivot = Enumerable.Range(column, ell - column).MaxBy(row => Math.Abs(rows[row][column]));
            determinant *= pivot == column ? rows[pivot][column] : -rows[pivot][column];
            (rows[pivot], rows[column]) = (rows[column], rows[pivot]);
            for (var row = column + 1; row < ell; row++)
            {
                var factor = rows[row][column] / rows[column][column];
                rows[row] = [.. rows[row].Zip(rows[column], (a, b) => a - (factor * b))];
            }
        }

        return determinant;
    }

    private static double[] Cross(double[] x, double[] y) => [(x[1] * y[2]) - (x[2] * y[1]), (x[2] * y[0]) - (x[0] * y[2]), (x[0] * y[1]) - (x[1] * y[0])];

    private static double LogSumExp(double[] values)
    {
        var largest = values.Max();
        return largest + Math.Log(values.Sum(value => Math.Exp(value - largest)));
    }

    /// <summary>log of the gamma function at n / 2, from those at 1/2 and 1 by recurrence.</summary>
    private static double LogGammaOfHalf(int n) => n switch
    {
        1 => 0.5 * Math.Log(Math.PI),
        2 => 0,
        _ => Math.Log((n / 2.0) - 1) + LogGammaOfHalf(n - 2),
    };

    /// <summary>A hand's mesh and the points measured on it.</summary>
    internal sealed record Hand(
        int[] Parents,
        double[][][] BaseRelatives,
        double[][][] InverseBaseAbsolutes,
        double[][] BasePositions,
        double[][] Weights,
        int[][] Triangles,
        bool IsMirrored,
        int[] Correspondences,
        double[][] Points)
    {
        public double[] Errors(double[] theta, double[][] us)
        {
            var bones = Parents.Length;
            var (absolutes, transforms) = (new double[bones][][], new double[bones][][]);
            for (var bone = 0; bone < bones; bone++)
            {
                var pose = new double[3];
                if (bone is >= 2 and < 17)
                {
                    var first = 6 + (4 * ((bone - 2) / 3));
                    pose = ((bone - 2) % 3) switch { 0 => [theta[first], theta[first + 1], 0], 1 => [theta[first + 2], 0, 0], _ => [theta[first + 3], 0, 0] };
                }

                var turned = Product(BaseRelatives[bone], Product(About(2, pose[1]), Product(About(1, pose[2]), About(0, pose[0]))));
                absolutes[bone] = Parents[bone] < 0 ? turned : Product(absolutes[Parents[bone]], turned);
                transforms[bone] = Product(absolutes[bone], InverseBaseAbsolutes[bone]);
            }

            var vertices = BasePositions.Select((position, v) =>
            {
                var sum = new double[3];
                for (var bone = 0; bone < bones; bone++)
                {
                    for (var row = 0; row < 3; row++)
                    {
                        sum[row] += Weights[v][bone] * transforms[bone][row].Zip(position, static (a, b) => a * b).Sum();
                    }
                }

                sum[0] = IsMirrored ? -sum[0] : sum[0];
                return Turned(theta[..3], sum).Zip(theta[3..6], static (a, b) => a + b).ToArray();
            }).ToArray();

            return [.. Correspondences.SelectMany((target, i) => Enumerable.Range(0, 3).Select(axis => Points[i][axis] - (us.Length == 0
                ? vertices[target][axis]
                : (us[i][0] * vertices[Triangles[target][0]][axis]) + (us[i][1] * vertices[Triangles[target][1]][axis]) + ((1 - us[i][0] - us[i][1]) * vertices[Triangles[target][2]][axis]))))];
        }

        private static double[] Turned(double[] r, double[] x)
        {
            var angle = Math.Sqrt(r.Sum(static value => value * value));
            if (angle < 1e-4)
            {
                return x;
            }

            double[] v = [r[0] / angle, r[1] / angle, r[2] / angle];
            var (cross, dot) = (Cross(v, x), v.Zip(x, static (a, b) => a * b).Sum());
            return [.. Enumerable.Range(0, 3).Select(i => (x[i] * Math.Cos(angle)) + (cross[i] * Math.Sin(angle)) + (v[i] * dot * (1 - Math.Cos(angle))))];
        }

        /// <summary>The 4 x 4 rotation by an angle about a coordinate axis.</summary>
        private static double[][] About(int axis, double angle)
        {
            double[][] matrix = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]];
            var (a, b) = ((axis + 1) % 3, (axis + 2) % 3);
            (matrix[a][a], matrix[a][b], matrix[b][a], matrix[b][b]) = (Math.Cos(angle), -Math.Sin(angle), Math.Sin(angle), Math.Cos(angle));
            return matrix;
        }

        private static double[][] Product(double[][] x, double[][] y) =>
            [.. x.Select(row => Enumerable.Range(0, 4).Select(column => Enumerable.Range(0, 4).Sum(inner => row[inner] * y[inner][column])).ToArray())];
    }
}
