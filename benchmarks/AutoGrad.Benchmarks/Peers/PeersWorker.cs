using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace AutoGrad.Benchmarks;

/// <summary>Our side of the races: one workload in one process, measured block by block on request; peers.py speaks the same lines.</summary>
internal static class PeersWorker
{
    private static readonly TimeSpan warmTime = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan warmAtMost = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan blockTime = TimeSpan.FromSeconds(0.1);

    /// <summary>Says "ready" once warm; answers "go" by microseconds per step, "end" by peak MiB, bytes allocated per step, gradient over value, flops and bytes.</summary>
    public static int Run(string name, TextReader input, TextWriter output)
    {
        var entry = Workloads.All.First(entry => entry.Name == name);
        AutoGradOptions.MaxThreads = entry.IsSingleThreaded ? 1 : AutoGradOptions.MaxThreads;
        var workload = entry.Create();
        var count = Warm(workload.Step);
        output.WriteLine("ready");
        output.Flush();
        while (input.ReadLine() is { } line && line != "end")
        {
            if (count > 1)
            {
                // What ran in between has taken the caches; a long step brings them back by itself.
                workload.Step();
            }

            Say(output, Time(workload.Step, count).TotalMicroseconds / count);
        }

        var peak = PeakMebibytes();
        var allocated = AllocatedBytes(workload.Step, Math.Min(count, 1000));
        Say(output, peak, allocated, workload is IValueAndGradient both ? GradientOverValue(both) : double.NaN, workload.Flops, workload.Bytes);
        return 0;
    }

    /// <summary>Runs until nothing has been compiled for a while; returns how many steps make a block.</summary>
    /// <remarks>The runtime compiles on a thread of its own what it has seen thirty times, which for steps of 20 milliseconds goes on for seconds and takes a core.</remarks>
    private static int Warm(Action step)
    {
        var (clock, quiet) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        var count = 1;
        var time = Time(step, 1);
        var compiled = JitInfo.GetCompiledMethodCount();
        while (quiet.Elapsed < warmTime && clock.Elapsed < warmAtMost)
        {
            count = Math.Min(2 * count, StepsIn(blockTime, time / count));
            time = Time(step, count);
            var before = compiled;
            compiled = JitInfo.GetCompiledMethodCount();
            if (compiled > before)
            {
                quiet.Restart();
            }
        }

        return StepsIn(blockTime, time / count);
    }

    private static int StepsIn(TimeSpan block, TimeSpan step) => Math.Max(1, (int)Math.Round(block / step));

    private static TimeSpan Time(Action step, int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var index = 0; index < count; index++)
        {
            step();
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static double AllocatedBytes(Action step, int count)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var index = 0; index < count; index++)
        {
            step();
        }

        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / count;
    }

    /// <summary>The median over alternating blocks of the cost of value and gradient over the cost of the value.</summary>
    private static double GradientOverValue(IValueAndGradient workload)
    {
        var gradients = Warm(workload.Gradient);
        var values = Warm(workload.Value);
        var ratios = new double[5];
        for (var block = 0; block < ratios.Length; block++)
        {
            ratios[block] = Time(workload.Gradient, gradients) / gradients / (Time(workload.Value, values) / values);
        }

        return Medians.Of(ratios);
    }

    private static double PeakMebibytes()
    {
        if (OperatingSystem.IsLinux())
        {
            var line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024.0 * 1024.0);
    }

    private static void Say(TextWriter output, params ReadOnlySpan<double> values)
    {
        output.WriteLine(string.Join(' ', values.ToArray().Select(static value => value.ToString("R", CultureInfo.InvariantCulture))));
        output.Flush();
    }
}
