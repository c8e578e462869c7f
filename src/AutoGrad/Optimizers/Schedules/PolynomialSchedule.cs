namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>A value that falls to another along a power of the way left.</summary>
    /// <remarks>
    /// Formula: b + (a - b) (1 - min(t / n, 1))^power.  The same numbers as PyTorch's PolynomialLR, where b = 0.
    /// </remarks>
    /// <param name="from">The value a at step 0.</param>
    /// <param name="steps">The number n of steps.</param>
    /// <param name="power">The power; 1 is a straight line.</param>
    /// <param name="to">The value b from step n on.</param>
    /// <exception cref="ValueException">A value is negative or not finite, or a count below 1.</exception>
    public static Schedule Polynomial(double from, long steps, double power = 1, double to = 0) =>
        new PowerLaw(Value("Polynomial", "the first value", from), Whole("Polynomial", "steps", steps), Value("Polynomial", "the power", power), Value("Polynomial", "the last value", to));

    private sealed record PowerLaw(double From, long Count, double Power, double To) : Schedule
    {
        private protected override double Compute(long step) => To + ((From - To) * Math.Pow(1 - (Math.Min(step, Count) / (double)Count), Power));
    }
}
