namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>Two schedules multiplied: a rate and a factor that moves it.</summary>
    /// <remarks>
    /// Formula: f(t) g(t).
    /// </remarks>
    /// <param name="left">The schedule f.</param>
    /// <param name="right">The schedule g.</param>
    public static Schedule operator *(Schedule left, Schedule right) =>
        new Both(Given(left), Given(right));

    private sealed record Both(Schedule Left, Schedule Right) : Schedule
    {
        private protected override double Compute(long step) => Left.At(step) * Right.At(step);
    }
}
