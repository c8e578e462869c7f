namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>A value that falls by a factor every so many steps.</summary>
    /// <remarks>
    /// Formula: v factor^floor(t / every).  The same numbers as PyTorch's StepLR.
    /// </remarks>
    /// <param name="value">The value at first.</param>
    /// <param name="every">How many steps lie between two falls.</param>
    /// <param name="factor">What it is multiplied with each time.</param>
    /// <exception cref="ValueException">A value is negative or not finite, or a count below 1.</exception>
    public static Schedule Step(double value, long every, double factor = 0.1) =>
        new Stairs(Value("Step", "the value", value), Whole("Step", "every", every), Value("Step", "the factor", factor));

    private sealed record Stairs(double First, long Every, double Factor) : Schedule
    {
        private protected override double Compute(long step) => First * Math.Pow(Factor, step / Every);
    }
}
