namespace AutoGrad.GradBench;

/// <summary>One size of one eval, to be measured without an outside program.</summary>
/// <param name="Eval">The module's name.</param>
/// <param name="Size">What GradBench would call the size.</param>
/// <param name="Function">The function that gives the value; empty where the eval has none.</param>
/// <param name="Derivative">The function that gives the derivative.</param>
/// <param name="Input">The module's input.</param>
internal sealed record Case(string Eval, string Size, string Function, string Derivative, object Input)
{
    public Job Value() => Modules.Find(Eval).Prepare(Function, Input);

    public Job Gradient() => Modules.Find(Eval).Prepare(Derivative, Input);

    /// <summary>Runs a job for a while; the least time of a run in nanoseconds, and its output.</summary>
    public static (double Nanoseconds, object Output) Least(Job job, double seconds)
    {
        // Twice with a rest between, in which the runtime's compiler, a thread of its own, finds the time to finish what the first runs asked for.
        var half = job with { MinRuns = 2, MinSeconds = seconds / 2 };
        var first = half.Run().Times.Min();
        Thread.Sleep(TimeSpan.FromSeconds(seconds / 4));
        var (output, times) = half.Run();
        return (Math.Min(first, times.Min()), output);
    }
}
