namespace AutoGrad;

/// <summary>A learning rate, or any other number, as a function of the step: pure, so that a resumed run goes on where it was.</summary>
/// <remarks>
/// <code>
/// var schedule = Schedule.WarmUp(100, Schedule.Cosine(1e-3, steps: 10_000));
/// adam.LearningRate = schedule.At(adam.Steps);
/// </code>
/// Formula: v(t), t = 0 for the first step. Schedules combine: <see cref="WarmUp"/> before any, <see cref="Sequence"/>, and * for products.
/// What depends on how the loss goes has state, and is <see cref="ReduceOnPlateau"/>.
/// Source: each names its own.
/// </remarks>
public abstract partial record Schedule
{
    private protected Schedule()
    {
    }

    /// <summary>The value at a step, 0 for the first: an optimizer's Steps before the step is taken.</summary>
    /// <exception cref="ValueException">The step is negative.</exception>
    public double At(long step) =>
        step >= 0 ? Compute(step) : throw Errors.ScheduleSetting("At", "the step", step, "Steps count from 0.");

    private protected abstract double Compute(long step);

    private static double Value(string schedule, string setting, double value) =>
        value >= 0 && double.IsFinite(value) ? value : throw Errors.ScheduleSetting(schedule, setting, value, "It must be zero or more, and finite.");

    private static double Positive(string schedule, string setting, double value) =>
        value > 0 && double.IsFinite(value) ? value : throw Errors.ScheduleSetting(schedule, setting, value, "It must be positive and finite.");

    private static long Whole(string schedule, string setting, long value) =>
        value >= 1 ? value : throw Errors.ScheduleSetting(schedule, setting, value, "It must be 1 or more.");

    private static long[] Steps(string schedule, string setting, IReadOnlyList<long> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return [.. steps.Select(step => step >= 0 ? step : throw Errors.ScheduleSetting(schedule, setting, step, "Steps count from 0."))];
    }

    private static Schedule Given(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule;
    }
}
