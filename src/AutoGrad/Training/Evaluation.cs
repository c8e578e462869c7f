namespace AutoGrad;

/// <summary>How a model does on a dataset.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The share predicted right; null without labels.</param>
public sealed record Evaluation(double Loss, double? Accuracy)
{
    /// <summary>What the trainer's metrics measured, by name in their order.</summary>
    public MetricValues Metrics { get; init; } = MetricValues.None;
}
