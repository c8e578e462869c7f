namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>Half a wave from one value down to another, which then stays.</summary>
    /// <remarks>
    /// Formula: b + (a - b) (1 + cos(pi min(t / n, 1))) / 2.  The same numbers as PyTorch's CosineAnnealingLR up to step n, where that one would climb again.
    /// Source: Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017, equation 5.
    /// </remarks>
    /// <param name="from">The value a at step 0.</param>
    /// <param name="steps">The number n of steps.</param>
    /// <param name="to">The value b from step n on.</param>
    /// <exception cref="ValueException">A value is negative or not finite, or a count below 1.</exception>
    public static Schedule Cosine(double from, long steps, double to = 0) =>
        new HalfWave(Value("Cosine", "the first value", from), Whole("Cosine", "steps", steps), Value("Cosine", "the last value", to));

    private sealed record HalfWave(double From, long Count, double To) : Schedule
    {
        private protected override double Compute(long step) => Wave(From, To, Math.Min(step, Count) / (double)Count);
    }

    /// <summary>From a at share 0 to b at share 1 along half a cosine.</summary>
    private static double Wave(double from, double to, double share) => to + ((from - to) * ((1 + Math.Cos(Math.PI * share)) / 2));
}
