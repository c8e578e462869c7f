namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>A straight line from one value to another, which then stays.</summary>
    /// <remarks>
    /// Formula: a + (b - a) min(t / n, 1).  The same numbers as PyTorch's LinearLR.
    /// </remarks>
    /// <param name="from">The value a at step 0.</param>
    /// <param name="to">The value b from step n on.</param>
    /// <param name="steps">The number n of steps in between.</param>
    /// <exception cref="ValueException">A value is negative or not finite, or a count below 1.</exception>
    public static Schedule Linear(double from, double to, long steps) =>
        new Line(Value("Linear", "the first value", from), Value("Linear", "the last value", to), Whole("Linear", "steps", steps));

    private sealed record Line(double From, double To, long Count) : Schedule
    {
        private protected override double Compute(long step) => From + ((To - From) * (Math.Min(step, Count) / (double)Count));
    }
}
