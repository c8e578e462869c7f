namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>Any schedule after a straight line up from near zero to where it begins.</summary>
    /// <remarks>
    /// Formula: f(0) (t + 1) / (n + 1) while t &lt; n, then f(t - n).
    /// </remarks>
    /// <param name="steps">The number n of steps up.</param>
    /// <param name="then">The schedule f.</param>
    /// <exception cref="ValueException">The count is below 1.</exception>
    public static Schedule WarmUp(long steps, Schedule then) =>
        new Ramp(Whole("WarmUp", "steps", steps), Given(then));

    private sealed record Ramp(long Rise, Schedule Then) : Schedule
    {
        private protected override double Compute(long step) => step < Rise ? Then.At(0) * ((step + 1) / (Rise + 1.0)) : Then.At(step - Rise);
    }
}
