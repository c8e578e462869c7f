using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Random inputs, finite differences, and the measure of the evals, a hundred thousand times stricter.</summary>
internal static class Numeric
{
    private const double Tolerance = 1e-9;

    public static double[] Uniform(this Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];

    public static double[][] Uniform(this Random random, int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => random.Uniform(columns))];

    public static double[] Normal(this Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];

    public static double[][] Normal(this Random random, int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => random.Normal(columns))];

    /// <summary>|a - e| / max(1, |a| + |e|), the measure of the evals.</summary>
    public static void Near(double expected, double actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        var error = Math.Abs(actual - expected) / Math.Max(1, Math.Abs(actual) + Math.Abs(expected));
        Assert.True(error <= Tolerance, $"{what}: expected {expected:R}, actual {actual:R}, error {error:e2} of {Tolerance:e0} allowed");
    }

    public static void Near(IReadOnlyList<double> expected, IReadOnlyList<double> actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var index = 0; index < expected.Count; index++)
        {
            Near(expected[index], actual[index], $"{what}[{index}]");
        }
    }

    /// <summary>The gradient by the elements of an array, which are moved and put back.</summary>
    public static double[] Gradient(Func<double> function, double[] x, double reach = 0.05) => [.. Enumerable.Range(0, x.Length).Select(index => Slope(function, x, index, reach))];

    public static double[] Gradient(Func<double> function, double[][] rows, double reach = 0.05) => [.. rows.SelectMany(row => Gradient(function, row, reach))];

    /// <summary>Central differences of five steps, each half the one before, extrapolated to the step 0 (Romberg).</summary>
    public static double Slope(Func<double> function, double[] x, int index, double reach = 0.05)
    {
        const int Steps = 5;
        var (start, row) = (x[index], new double[Steps]);
        for (var (level, step) = (0, reach); level < Steps; level++, step /= 2)
        {
            x[index] = start + step;
            var above = function();
            x[index] = start - step;
            var next = (above - function()) / (2 * step);
            for (var (order, power) = (0, 4.0); order <= level; order++, power *= 4)
            {
                (row[order], next) = (next, next + ((next - row[order]) / (power - 1)));
            }
        }

        x[index] = start;
        return row[Steps - 1];
    }
}
