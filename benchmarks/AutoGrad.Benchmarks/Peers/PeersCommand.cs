using System.Diagnostics;

namespace AutoGrad.Benchmarks;

/// <summary>Side by side with PyTorch: <c>peers [--only NAME] [--json FILE]</c>.</summary>
internal static class PeersCommand
{
    private const int Blocks = 15;
    private const int FewestBlocks = 3;
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan enough = TimeSpan.FromSeconds(10);
    private const int WrongUsage = 2;

    public static int Run(ReadOnlySpan<string> options)
    {
        string? only = null, json = null;
        for (var index = 0; index < options.Length; index += 2)
        {
            switch (options[index])
            {
                case "--only" when index + 1 < options.Length && Workloads.All.Any(Named(options[index + 1])):
                    only = options[index + 1];
                    break;
                case "--json" when index + 1 < options.Length:
                    json = options[index + 1];
                    break;
                default:
                    Console.Error.WriteLine($"usage: peers [--only NAME] [--json FILE], where NAME is one of {string.Join(", ", Workloads.All.Select(static entry => entry.Name))}");
                    return WrongUsage;
            }
        }

        var torch = PyTorch.Find();
        var limits = new MachineLimits();
        var table = new PeersTable(Console.Out);
        var results = new List<PeersResult>();
        table.Head(torch, limits);
        foreach (var entry in only is null ? Workloads.All : Workloads.All.Where(Named(only)))
        {
            results.Add(Race(entry, torch, limits));
            table.Add(results[^1]);
        }

        table.Foot();
        if (json is not null)
        {
            PeersResult.Write(json, results);
        }

        return 0;
    }

    private static Func<WorkloadEntry, bool> Named(string name) => entry => entry.Name == name;

    private static PeersResult Race(WorkloadEntry entry, PyTorch? torch, MachineLimits limits)
    {
        var name = entry.Name;
        using var ours = Racer.Ours(name);
        using var torch1 = torch is null ? null : Racer.Torch(torch, name, 1);
        using var torch2 = torch is null || entry.IsSingleThreaded ? null : Racer.Torch(torch, name, 2);

        // In turn, so that whatever else the machine does falls on all alike.
        var clock = Stopwatch.StartNew();
        for (var block = 0; block < FewestBlocks || (block < Blocks && clock.Elapsed < enough); block++)
        {
            foreach (var racer in (ReadOnlySpan<Racer?>)[ours, torch1, torch2])
            {
                racer?.RunBlock();

                // OpenBLAS and OpenMP keep their idle threads spinning for some 25 ms: the next racer would run against them.
                Thread.Sleep(pause);
            }
        }

        var microseconds = Medians.Of(ours.Microseconds);
        double? torchPeak = torch1 is null ? null : Math.Min(torch1.End()[0], torch2?.End()[0] ?? double.PositiveInfinity);
        var last = ours.End();
        var (peak, allocated, gradientOverValue, flops, bytes) = (last[0], last[1], last[2], last[3], last[4]);
        return new PeersResult(
            name,
            microseconds,
            torch1 is null ? null : Medians.Of(torch1.Microseconds),
            torch2 is null ? null : Medians.Of(torch2.Microseconds),
            limits.LeastMicroseconds(flops, bytes, entry.IsSingleThreaded ? 1 : Environment.ProcessorCount) / microseconds,
            allocated,
            peak,
            torchPeak)
        {
            GradientOverValue = double.IsNaN(gradientOverValue) ? null : gradientOverValue,
        };
    }
}
