using System.Diagnostics.Metrics;
using System.Globalization;

namespace AutoGrad.GradBench;

/// <summary>Every module at a small and a middle size: the time of the function, of its derivative, and their ratio; and what a recorded op costs.</summary>
internal static class SelfCommand
{
    private const double Seconds = 1;

    private static readonly string[] ways = ["rr", "rf", "fr", "ff"];

    private static IEnumerable<Case> All =>
    [
        Cases.Hello,
        Cases.Llsq(16, 16), Cases.Llsq(1024, 128),
        Cases.Lse(2500), Cases.Lse(160_000),
        Cases.Gmm(2, 5, 1000), Cases.Gmm(10, 25, 1000),
        Cases.Ode(100, 10), Cases.Ode(1000, 10),
        Cases.Lstm(2, 64), Cases.Lstm(2, 1024),
        Cases.BundleAdjustment("small", 10, 100, 400), Cases.BundleAdjustment("ba1", 49, 7776, 31843),
        Cases.HandTracking(100, 544, false), Cases.HandTracking(100, 10_000, true),
        Cases.KMeans(10, 1000, 8), Cases.KMeans(10, 10_000, 8),
        Cases.Determinant(5), Cases.Determinant(7),
        .. ways.Select(Cases.Particle),
        .. ways.Select(Cases.Saddle),
    ];

    public static int Run()
    {
        Console.WriteLine("| eval | size | function, us | derivative, us | ratio | recorded ops | ns per op | bytes per op |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var item in All)
        {
            double? function = item.Function.Length > 0 ? Case.Least(item.Value(), Seconds).Nanoseconds : null;
            var gradient = item.Gradient();
            var derivative = Case.Least(gradient, Seconds).Nanoseconds;
            var (ops, bytes) = Recorded(gradient);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {item.Eval} | {item.Size} | {function / 1e3:n1} | {derivative / 1e3:n1} | {derivative / function:n1} | {ops:n0} | {derivative / ops:n0} | {bytes / (double)ops:n0} |"));
        }

        return 0;
    }

    /// <summary>How many ops and leaves one evaluation records, and how much it allocates.</summary>
    private static (long Ops, long Bytes) Recorded(Job job)
    {
        var ops = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Name == "autograd.nodes")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => ops = value - ops);
        listener.Start();
        listener.RecordObservableInstruments();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        _ = job.Evaluate();
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        listener.RecordObservableInstruments();
        return (ops, bytes);
    }
}
