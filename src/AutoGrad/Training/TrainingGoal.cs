namespace AutoGrad;

/// <summary>What makes one epoch better than another: which number, and whether a smaller or a larger one. A <see cref="Trainer{T}"/> with patience waits for it and brings the best epoch's weights back.</summary>
/// <remarks>
/// The number is the loss or the accuracy, on the validation data if there are any, or by its name one of the trainer's metrics. NaN is never better.
/// <code>
/// new Trainer&lt;float&gt;(model, adam, loss) { Metrics = [Metric.F1&lt;float&gt;()], Goal = TrainingGoal.Largest("F1"), Patience = 5 };
/// </code>
/// </remarks>
public sealed record TrainingGoal
{
    private const string Loss = "loss";
    private const string Accuracy = "accuracy";

    private TrainingGoal(string metric, bool isLargest)
    {
        ArgumentNullException.ThrowIfNull(metric);
        (Metric, IsLargest) = (metric, isLargest);
    }

    /// <summary>The smallest loss: what training lowers.</summary>
    public static TrainingGoal SmallestLoss { get; } = Smallest(Loss);

    /// <summary>The name of the number: loss, accuracy, or that of a metric.</summary>
    public string Metric { get; }

    /// <summary>Whether a larger number is better; else a smaller one is.</summary>
    public bool IsLargest { get; }

    /// <summary>The smaller this number, the better.</summary>
    /// <param name="metric">loss, accuracy, or the name of one of the trainer's metrics.</param>
    public static TrainingGoal Smallest(string metric) => new(metric, false);

    /// <summary>The larger this number, the better.</summary>
    /// <param name="metric">loss, accuracy, or the name of one of the trainer's metrics.</param>
    public static TrainingGoal Largest(string metric) => new(metric, true);

    /// <summary>The direction and the name.</summary>
    public override string ToString() => $"{(IsLargest ? "largest" : "smallest")} {Metric}";

    /// <summary>Throws unless a run measures the number.</summary>
    internal void Check(IEnumerable<string> metrics, bool hasValidation)
    {
        string[] names = [Loss, Accuracy, .. metrics];
        if (!names.Contains(Metric))
        {
            throw Errors.NoSuchMetric("Trainer", Metric, names);
        }

        if (!hasValidation && Metric is not (Loss or Accuracy))
        {
            throw Errors.GoalNotMeasured(Metric, "there are no validation data, on which metrics are measured. Give some");
        }
    }

    /// <summary>A number that is smaller for a better epoch.</summary>
    internal double Score(EpochSummary epoch)
    {
        var value = Metric switch
        {
            Loss => epoch.Validation?.Loss ?? epoch.Loss,
            Accuracy => (epoch.Validation is { } validation ? validation.Accuracy : epoch.Accuracy) ?? throw Errors.GoalNotMeasured(Metric, "the data have no labels. Give data with labels"),
            _ => epoch.Validation!.Metrics[Metric],
        };
        return IsLargest ? -value : value;
    }
}
