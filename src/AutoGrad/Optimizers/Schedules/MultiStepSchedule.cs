namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>A value that falls by a factor at given steps.</summary>
    /// <remarks>
    /// Formula: v factor^n, n the number of milestones at or before t.  The same numbers as PyTorch's MultiStepLR.
    /// </remarks>
    /// <param name="value">The value at first.</param>
    /// <param name="milestones">The steps at which it falls; one named twice counts twice.</param>
    /// <param name="factor">What it is multiplied with each time.</param>
    /// <exception cref="ValueException">A value is negative or not finite, or a milestone is negative.</exception>
    public static Schedule MultiStep(double value, IReadOnlyList<long> milestones, double factor = 0.1) =>
        new Milestones(Value("MultiStep", "the value", value), Steps("MultiStep", "a milestone", milestones), Value("MultiStep", "the factor", factor));

    private sealed record Milestones(double First, long[] Falls, double Factor) : Schedule
    {
        private protected override double Compute(long step) => First * Math.Pow(Factor, Falls.Count(fall => fall <= step));
    }
}
