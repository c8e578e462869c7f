using System.Numerics;

namespace AutoGrad;

/// <summary>A function of the mean over all examples.</summary>
internal sealed class MeanMetric<T>(string name, Func<Tensor<T>, Batch<T>, double> measure, Func<double, double> final) : Metric<T>(name)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private double sum;
    private long examples;

    public override double Value => final(sum / examples);

    public override void Reset() => (sum, examples) = (0, 0);

    public override void Add(Tensor<T> output, Batch<T> batch)
    {
        sum += measure(output, batch) * batch.Count;
        examples += batch.Count;
    }
}

/// <summary>A function of the confusion matrix. The number of classes is that of the outputs.</summary>
internal sealed class ClassMetric<T>(string name, Func<ConfusionMatrix, double> measure) : Metric<T>(name)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private ConfusionMatrix? matrix;

    public override double Value => matrix is null ? double.NaN : measure(matrix);

    public override void Reset() => matrix = null;

    public override void Add(Tensor<T> output, Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(batch);
        Metrics.CheckClasses($"Metric '{Name}'", output, batch.Labels);
        matrix ??= new ConfusionMatrix(output.Shape[1]);
        matrix.Add(output, batch.Labels);
    }
}

/// <summary>A function of the errors' sums.</summary>
internal sealed class ErrorMetric<T>(string name, Func<ErrorSums, double> measure) : Metric<T>(name)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ErrorSums sums = new();

    public override double Value => measure(sums);

    public override void Reset() => sums.Reset();

    public override void Add(Tensor<T> output, Batch<T> batch) => sums.Add($"Metric '{Name}'", output, batch.Targets);
}

/// <summary>The area under the curve needs all scores together: their order counts.</summary>
internal sealed class AucMetric<T>() : Metric<T>("AUC")
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RankedScores scores = new();

    public override double Value => scores.Area;

    public override void Reset() => scores.Reset();

    public override void Add(Tensor<T> output, Batch<T> batch) => scores.Add("Metric 'AUC'", output, batch.Labels);
}
