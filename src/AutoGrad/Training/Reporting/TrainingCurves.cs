namespace AutoGrad;

/// <summary>The charts of a run: loss, accuracy where there are labels, and one for each metric.</summary>
internal static class TrainingCurves
{
    public static IEnumerable<SvgPlot> Of(IReadOnlyList<EpochSummary> epochs)
    {
        double[] x = [.. epochs.Select(static epoch => (double)epoch.Epoch)];
        yield return Chart("Loss", "mean loss", x, [("training", Values(epochs, static epoch => epoch.Loss)), ("validation", Values(epochs, static epoch => epoch.Validation?.Loss))]);
        if (epochs.Any(static epoch => epoch.Accuracy is not null))
        {
            yield return Chart("Accuracy", "share predicted right", x, [("training", Values(epochs, static epoch => epoch.Accuracy)), ("validation", Values(epochs, static epoch => epoch.Validation?.Accuracy))]);
        }

        foreach (var name in MetricNames(epochs))
        {
            yield return Chart(name, name, x, [("validation", Values(epochs, epoch => Metric(epoch, name)))]);
        }
    }

    /// <summary>The metrics of any epoch, in their order.</summary>
    public static IReadOnlyList<string> MetricNames(IReadOnlyList<EpochSummary> epochs) =>
        [.. epochs.SelectMany(static epoch => epoch.Validation?.Metrics ?? MetricValues.None).Select(static metric => metric.Key).Distinct()];

    public static double? Metric(EpochSummary epoch, string name)
    {
        foreach (var (key, value) in epoch.Validation?.Metrics ?? MetricValues.None)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    private static double[] Values(IReadOnlyList<EpochSummary> epochs, Func<EpochSummary, double?> value) => [.. epochs.Select(epoch => value(epoch) ?? double.NaN)];

    private static SvgPlot Chart(string title, string label, double[] x, ReadOnlySpan<(string Name, double[] Y)> lines)
    {
        var plot = new SvgPlot { Title = title, XLabel = "epoch", YLabel = label, Width = 480, Height = 300 };
        foreach (var (name, y) in lines)
        {
            if (Array.Exists(y, double.IsFinite))
            {
                plot.Add(name, x, y);
            }
        }

        return plot;
    }
}
