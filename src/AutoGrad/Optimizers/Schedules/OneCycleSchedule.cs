namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>One climb to a large value and one fall far below the first: few steps, large rates.</summary>
    /// <remarks>
    /// Formula: from peak / start up to peak until step p = rise n - 1, then down to peak / (start end) at step n - 1, which then stays; both along half a cosine, or in straight lines.
    /// Source: Smith and Topin, Super-convergence: very fast training of neural networks using large learning rates (2018). The same numbers as PyTorch's OneCycleLR.
    /// </remarks>
    /// <param name="peak">The largest value.</param>
    /// <param name="steps">The number n of steps.</param>
    /// <param name="rise">The share of the steps that climb: more than 0 and less than 1.</param>
    /// <param name="start">How many times smaller than the peak the first value is.</param>
    /// <param name="end">How many times smaller than the first the last value is.</param>
    /// <param name="linear">Whether the lines are straight.</param>
    /// <exception cref="ValueException">A value is out of its range, or the steps are too few for a climb and a fall.</exception>
    public static Schedule OneCycle(double peak, long steps, double rise = 0.3, double start = 25, double end = 1e4, bool linear = false) =>
        rise > 0 && (rise * steps) - 1 > 0 && rise * steps < steps
            ? new Cycle(Value("OneCycle", "the peak", peak), Whole("OneCycle", "steps", steps), rise, Positive("OneCycle", "start", start), Positive("OneCycle", "end", end), linear)
            : throw Errors.ScheduleSetting("OneCycle", FormattableString.Invariant($"rise with {steps} steps"), rise, "Climb and fall need more than one step each: 0 < rise < 1 and rise * steps > 1.");

    private sealed record Cycle(double Peak, long Count, double Rise, double Start, double End, bool IsLinear) : Schedule
    {
        private protected override double Compute(long step)
        {
            var top = (Rise * Count) - 1;
            var first = Peak / Start;
            return step <= top ? Between(first, Peak, step / top) : Between(Peak, first / End, (Math.Min(step, Count - 1) - top) / (Count - 1 - top));
        }

        private double Between(double from, double to, double share) => IsLinear ? from + ((to - from) * share) : Wave(from, to, share);
    }
}
