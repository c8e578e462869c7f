namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>A value that falls by one factor at every step.</summary>
    /// <remarks>
    /// Formula: v factor^t.  The same numbers as PyTorch's ExponentialLR.
    /// </remarks>
    /// <param name="value">The value at first.</param>
    /// <param name="factor">What it is multiplied with at each step.</param>
    /// <exception cref="ValueException">A value is negative or not finite.</exception>
    public static Schedule Exponential(double value, double factor) =>
        new Decay(Value("Exponential", "the value", value), Value("Exponential", "the factor", factor));

    private sealed record Decay(double First, double Factor) : Schedule
    {
        private protected override double Compute(long step) => First * Math.Pow(Factor, step);
    }
}
