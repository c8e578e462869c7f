using System.Diagnostics;

namespace AutoGrad.GradBench;

/// <summary>What every input but hello's says beside its data: how often to evaluate.</summary>
internal abstract record Repeated
{
    /// <summary>The least number of evaluations.</summary>
    public int MinRuns { get; init; } = 1;

    /// <summary>The least sum of their times.</summary>
    public double MinSeconds { get; init; }
}

/// <summary>An evaluation that is ready to run.</summary>
/// <param name="Evaluate">What is timed.</param>
/// <param name="Preparation">The nanoseconds that it took to turn the input's arrays into tensors and tables.</param>
/// <param name="MinRuns">The least number of evaluations.</param>
/// <param name="MinSeconds">The least sum of their times.</param>
internal sealed record Job(Func<object> Evaluate, long Preparation, int MinRuns, double MinSeconds)
{
    public static Job Prepare<TInput>(Func<TInput, Func<object>> prepare, TInput input)
    {
        var start = Stopwatch.GetTimestamp();
        var evaluate = prepare(input);
        var repeated = input as Repeated;
        return new Job(evaluate, Nanoseconds(start), repeated?.MinRuns ?? 1, repeated?.MinSeconds ?? 0);
    }

    /// <summary>Evaluates until there were enough runs and enough seconds; the clock runs only inside.</summary>
    /// <returns>The last output, and the nanoseconds of each run.</returns>
    public (object Output, IReadOnlyList<long> Times) Run()
    {
        var times = new List<long>();
        var total = 0L;
        object output;
        do
        {
            var start = Stopwatch.GetTimestamp();
            output = Evaluate();
            times.Add(Nanoseconds(start));
            total += times[^1];
        }
        while (times.Count < MinRuns || total < MinSeconds * 1e9);

        return (output, times);
    }

    // Not a TimeSpan, whose tick is a hundred nanoseconds.
    private static long Nanoseconds(long start) => (long)((Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency));
}
