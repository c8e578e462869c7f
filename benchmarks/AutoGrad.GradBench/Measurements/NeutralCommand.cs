using System.Globalization;

namespace AutoGrad.GradBench;

/// <summary>The figure that carries from machine to machine: the least time of our derivative over that of the objective in plain C++, both on one core, in one run.</summary>
internal static class NeutralCommand
{
    private const double Seconds = 1;

    // Not the same sums in the same order: products of matrices, and Q x - Q mu for Q (x - mu).
    private const double Tolerance = 1e-9;

    private static IEnumerable<(Case Case, double? Target)> All =>
    [
        (Cases.Llsq(1024, 128), 4),
        (Cases.Lse(160_000), 1.5),
        (Cases.Gmm(2, 5, 1000), null),
        (Cases.Gmm(10, 25, 1000), 3),
        (Cases.Gmm(32, 25, 1000), 3.2),
        (Cases.Ode(1000, 10), 15),
        (Cases.Lstm(2, 1024), 15),
        (Cases.BundleAdjustment("ba1", 49, 7776, 31843), 15),
        (Cases.HandTracking(100, 544, false), null),
        (Cases.HandTracking(100, 10_000, true), 40),
        (Cases.KMeans(10, 10_000, 8), 5),
        (Cases.Determinant(7), null),
        (Cases.Determinant(9), null),
    ];

    /// <summary>Measures the evals that are named, or all.</summary>
    public static int Run(string[] only)
    {
        using var plain = PlainPrimal.Compile();
        if (plain is null)
        {
            return 1;
        }

        AutoGradOptions.MaxThreads = 1;
        Console.WriteLine("| eval | size | C++ function, us | our function, us | our derivative, us | derivative over C++ | target |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        var agree = true;
        foreach (var (item, target) in All.Where(pair => only.Length == 0 || only.Contains(pair.Case.Eval)))
        {
            // Before and after ours: a machine that others use too is not always the same.
            var (sum, before) = plain.Measure(item, Seconds / 2);
            var (function, output) = Case.Least(item.Value(), Seconds / 2);
            var derivative = Case.Least(item.Gradient(), Seconds).Nanoseconds;
            var primal = Math.Min(before, plain.Measure(item, Seconds / 2).Nanoseconds);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {item.Eval} | {item.Size} | {primal / 1e3:n1} | {function / 1e3:n1} | {derivative / 1e3:n1} | {derivative / primal:n2} | {target} |"));
            if (Math.Abs(Sum(output) - sum) > Tolerance * Math.Max(1, Math.Abs(sum)))
            {
                Console.Error.WriteLine($"error: {item.Eval} {item.Size}: the C++ program finds {sum:r}, we find {Sum(output):r}");
                agree = false;
            }
        }

        return agree ? 0 : 1;
    }

    private static double Sum(object output) => output switch
    {
        Tensor<double> tensor => tensor.Sum().Item(),
        BundleAdjustment.Errors errors => (errors.ReprojError.Repeated * errors.ReprojError.Elements.Sum().Item()) + (errors.WErr.Repeated * errors.WErr.Element.Item()),
        _ => throw new ArgumentException($"No sum of {output.GetType()}.", nameof(output)),
    };
}
