namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>One value at every step.</summary>
    /// <remarks>
    /// Formula: v.
    /// </remarks>
    /// <param name="value">The value.</param>
    /// <exception cref="ValueException">The value is negative or not finite.</exception>
    public static Schedule Constant(double value) =>
        new ConstantValue(Value("Constant", "the value", value));

    private sealed record ConstantValue(double Steady) : Schedule
    {
        private protected override double Compute(long step) => Steady;
    }
}
