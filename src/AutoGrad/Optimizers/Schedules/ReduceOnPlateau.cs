namespace AutoGrad;

/// <summary>A value that falls by a factor when a metric has stopped getting better: the one schedule with a memory.</summary>
/// <remarks>
/// <code>
/// var plateau = new ReduceOnPlateau { Patience = 3 };
/// adam.LearningRate = plateau.Next(adam.LearningRate, validationLoss);
/// </code>
/// Formula: a metric is better when it is below best (1 - threshold), or above best (1 + threshold) where larger is better; after more than Patience others in a row
/// the value becomes max(value factor, minimum), and for Cooldown metrics none counts as bad.
/// Edges: NaN is never better.
/// Source: the same numbers as PyTorch's ReduceLROnPlateau with a relative threshold.
/// </remarks>
public sealed class ReduceOnPlateau
{
    /// <summary>What the value is multiplied with: less than 1.</summary>
    public double Factor { get; init => field = value is >= 0 and < 1 ? value : throw Invalid(nameof(Factor), value, "It must be at least 0 and less than 1."); } = 0.1;

    /// <summary>How many metrics in a row may be no better.</summary>
    public int Patience { get; init => field = value >= 0 ? value : throw Invalid(nameof(Patience), value, "It must be 0 or more."); } = 10;

    /// <summary>By which share a metric must differ from the best one to be better.</summary>
    public double Threshold { get; init => field = value is >= 0 and < 1 ? value : throw Invalid(nameof(Threshold), value, "It must be at least 0 and less than 1."); } = 1e-4;

    /// <summary>For how many metrics after a fall none counts as bad.</summary>
    public int Cooldown { get; init => field = value >= 0 ? value : throw Invalid(nameof(Cooldown), value, "It must be 0 or more."); }

    /// <summary>Where the value stops falling.</summary>
    public double Minimum { get; init => field = value >= 0 && double.IsFinite(value) ? value : throw Invalid(nameof(Minimum), value, "It must be zero or more, and finite."); }

    /// <summary>Whether larger metrics are better, as accuracies are.</summary>
    public bool LargerIsBetter { get; init; }

    /// <summary>What is remembered; null before the first metric. Set it to go on where another run was.</summary>
    public PlateauState? State { get; set; }

    /// <summary>The value after one more metric.</summary>
    /// <param name="value">The value so far: the optimizer's learning rate.</param>
    /// <param name="metric">The metric: usually an epoch's validation loss.</param>
    public double Next(double value, double metric)
    {
        var (best, bad, rest) = State ?? new PlateauState(LargerIsBetter ? double.NegativeInfinity : double.PositiveInfinity, 0, 0);
        if (LargerIsBetter ? metric > best * (1 + Threshold) : metric < best * (1 - Threshold))
        {
            (best, bad) = (metric, 0);
        }
        else
        {
            bad++;
        }

        if (rest > 0)
        {
            (rest, bad) = (rest - 1, 0);
        }

        if (bad > Patience)
        {
            (rest, bad) = (Cooldown, 0);
            var next = Math.Max(value * Factor, Minimum);

            // Steps too small to matter are not taken: PyTorch's bound.
            value = value - next > 1e-8 ? next : value;
        }

        State = new PlateauState(best, bad, rest);
        return value;
    }

    private static ValueException Invalid(string setting, double value, string rule) => Errors.ScheduleSetting("ReduceOnPlateau", setting, value, rule);
}

/// <summary>What <see cref="ReduceOnPlateau"/> remembers between two metrics.</summary>
/// <param name="Best">The best metric so far.</param>
/// <param name="Bad">How many in a row were no better.</param>
/// <param name="Rest">For how many metrics none counts as bad.</param>
public sealed record PlateauState(double Best, int Bad, int Rest);
