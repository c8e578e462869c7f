using System.Numerics;

namespace AutoGrad;

/// <summary>Makes the usual metrics for a <see cref="Trainer{T}"/>; <see cref="Metrics"/> has the same measures as functions of whole tensors.</summary>
public static class Metric
{
    /// <summary>The share of examples whose class is among the k with the largest outputs: <see cref="Metrics.TopK"/>.</summary>
    /// <exception cref="ValueException">k is less than 1.</exception>
    public static Metric<T> TopK<T>(int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var checkedK = k > 0 ? k : throw Errors.TrainingSetting("Metric.TopK", "k", k, "It must be 1 or more.");
        return Mean<T>(FormattableString.Invariant($"top-{k}"), (output, batch) => Metrics.TopK(output, batch.Labels, checkedK));
    }

    /// <summary>The mean over the classes of the share of predictions of a class that are right.</summary>
    public static Metric<T> Precision<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new ClassMetric<T>("precision", static matrix => matrix.MeanPrecision);

    /// <summary>The mean over the classes of the share of their examples that is found.</summary>
    public static Metric<T> Recall<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new ClassMetric<T>("recall", static matrix => matrix.MeanRecall);

    /// <summary>The mean over the classes of the harmonic mean of precision and recall.</summary>
    public static Metric<T> F1<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new ClassMetric<T>("F1", static matrix => matrix.MeanF1);

    /// <summary>The area under the receiver operating characteristic: <see cref="Metrics.Auc"/>. Keeps one number for each example and class.</summary>
    public static Metric<T> Auc<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new AucMetric<T>();

    /// <summary>e to the mean cross-entropy of the outputs as logits: <see cref="Metrics.Perplexity"/>.</summary>
    public static Metric<T> Perplexity<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new MeanMetric<T>("perplexity", static (output, batch) => Math.Log(Metrics.Perplexity(output, batch.Labels)), Math.Exp);

    /// <summary>The mean absolute error.</summary>
    public static Metric<T> MeanAbsoluteError<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new ErrorMetric<T>("MAE", static sums => sums.MeanAbsolute);

    /// <summary>The root of the mean squared error.</summary>
    public static Metric<T> RootMeanSquaredError<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new ErrorMetric<T>("RMSE", static sums => sums.RootMeanSquare);

    /// <summary>The share of the targets' variance that is predicted: <see cref="Metrics.R2"/>.</summary>
    public static Metric<T> R2<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => new ErrorMetric<T>("R2", static sums => sums.R2);

    /// <summary>The mean over all examples of a measure that is a mean over those of a batch.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="measure">The mean over the examples of one batch.</param>
    public static Metric<T> Mean<T>(string name, Func<Tensor<T>, Batch<T>, double> measure)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(measure);
        return new MeanMetric<T>(name, measure, static mean => mean);
    }
}
