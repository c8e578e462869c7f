using System.Diagnostics;
using System.Globalization;

namespace AutoGrad.Benchmarks;

/// <summary>How long a user waits for the first training step: from the start of a process to the end of its first step of mlp_digits, everything compiled on the way.</summary>
internal static class ColdStart
{
    private const int Runs = 11;

    /// <summary>Starts this program again and again; prints each time and the median.</summary>
    public static int Measure()
    {
        var milliseconds = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo(Racer.Program, [.. Racer.Host, "cold-worker"]) { RedirectStandardOutput = true })!;
            if (process.StandardOutput.ReadLine() is null)
            {
                throw new InvalidOperationException("The process ended before its first step; its errors stand above.");
            }

            milliseconds.Add(clock.Elapsed.TotalMilliseconds);
            process.WaitForExit();
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"first step of mlp_digits, from the start of the process: median {Medians.Of(milliseconds):0} ms, least {milliseconds.Min():0}, most {milliseconds.Max():0} of {Runs}"));
        return 0;
    }

    public static int Work()
    {
        Mlp.Digits().Step();
        Console.WriteLine("done");
        return 0;
    }
}
