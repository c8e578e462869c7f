namespace AutoGrad;

public abstract partial record Schedule
{
    /// <summary>Schedules one after another, each of which counts its steps from its own beginning.</summary>
    /// <remarks>
    /// Formula: f_i(t - s_i), s_i the sum of the lengths before i; the last goes on for ever.  The same numbers as PyTorch's SequentialLR.
    /// </remarks>
    /// <param name="parts">For each schedule how many steps it lasts; the last one's length is not looked at.</param>
    /// <exception cref="ValueException">There is no part, or a count is below 1.</exception>
    public static Schedule Sequence(params IReadOnlyList<(long Steps, Schedule Schedule)> parts) =>
        new Chain(Pieces(parts));

    private sealed record Chain((long Steps, Schedule Schedule)[] Parts) : Schedule
    {
        private protected override double Compute(long step)
        {
            var part = 0;
            while (part < Parts.Length - 1 && step >= Parts[part].Steps)
            {
                step -= Parts[part++].Steps;
            }

            return Parts[part].Schedule.At(step);
        }
    }

    private static (long Steps, Schedule Schedule)[] Pieces(IReadOnlyList<(long Steps, Schedule Schedule)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw Errors.ScheduleSetting("Sequence", "the number of parts", 0, "At least one schedule is needed.");
        }

        return [.. parts.Select((part, index) => (index == parts.Count - 1 ? part.Steps : Whole("Sequence", "a part's steps", part.Steps), Given(part.Schedule)))];
    }
}
