using System.Numerics;

namespace AutoGrad;

/// <content>The measures that <see cref="Metric"/> gathers batch by batch, of whole tensors.</content>
public static partial class Metrics
{
    /// <summary>The share of rows whose class is among the k largest numbers; a row with NaN never counts as right, nor does a class that others tie with at the k-th place.</summary>
    /// <param name="outputs">Logits or probabilities, [n, classes].</param>
    /// <param name="labels">The true classes, [n].</param>
    /// <param name="k">How many places count; with all classes, every row without NaN is right.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or there are no rows.</exception>
    /// <exception cref="IndexException">A class is none of the columns.</exception>
    /// <exception cref="ValueException">k is less than 1.</exception>
    public static double TopK<T>(Tensor<T> outputs, Indices labels, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = "Metrics.TopK";
        CheckClasses(Name, outputs, labels);
        if (k < 1)
        {
            throw Errors.TrainingSetting(Name, "k", k, "It must be 1 or more.");
        }

        labels.CheckRange(Name, outputs.Shape[1], "the classes");
        var (values, classes, right) = (outputs.ToArray(), outputs.Shape[1], 0);
        for (var row = 0; row < labels.Length; row++)
        {
            // What is not smaller stands before it; it itself is one of them.
            var own = values[(row * classes)..((row + 1) * classes)];
            var score = own[labels[row]];
            right += own.Count(other => other >= score) <= k && !Array.Exists(own, T.IsNaN) ? 1 : 0;
        }

        return labels.Length > 0 ? (double)right / labels.Length : throw Errors.EmptyMetric(Name, outputs.Shape);
    }

    /// <summary>The mean of |output - target|.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static double MeanAbsoluteError<T>(Tensor<T> outputs, Tensor<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T> => Sums("Metrics.MeanAbsoluteError", outputs, targets).MeanAbsolute;

    /// <summary>The root of the mean of (output - target)².</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static double RootMeanSquaredError<T>(Tensor<T> outputs, Tensor<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T> => Sums("Metrics.RootMeanSquaredError", outputs, targets).RootMeanSquare;

    /// <summary>1 less the squared errors over the squared distances of the targets from their mean: 1 is perfect, 0 no better than the mean. NaN where all targets are equal.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static double R2<T>(Tensor<T> outputs, Tensor<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T> => Sums("Metrics.R2", outputs, targets).R2;

    /// <summary>The area under the receiver operating characteristic: how likely an example of the class has a larger score than another, equal ones counting half.</summary>
    /// <param name="outputs">Scores of class 1, [n] or [n, 1]; or logits of all classes, [n, classes], each class then against the rest by its softmax, and the mean taken.</param>
    /// <param name="labels">The true classes, [n].</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="IndexException">A class is none of the columns.</exception>
    /// <exception cref="NonFiniteException">A score is NaN.</exception>
    public static double Auc<T>(Tensor<T> outputs, Indices labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scores = new RankedScores();
        scores.Add("Metrics.Auc", outputs, labels);
        return scores.Area;
    }

    /// <summary>e to the mean cross-entropy of logits [n, classes]: among how many equally likely classes the model hesitates.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="IndexException">A class is none of the columns.</exception>
    public static double Perplexity<T>(Tensor<T> outputs, Indices labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckClasses("Metrics.Perplexity", outputs, labels);
        using var scope = new Scope<T>();
        return Math.Exp(double.CreateTruncating(Loss.CrossEntropy(outputs.Detach(), labels).Item()));
    }

    /// <summary>Throws unless there is one row of numbers for each label.</summary>
    internal static void CheckClasses<T>(string metric, Tensor<T> outputs, Indices labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (outputs.Rank != 2 || labels.Rank != 1 || labels.Length != outputs.Shape[0])
        {
            throw Errors.MetricShape(metric, outputs.Shape, labels.Shape);
        }
    }

    private static ErrorSums Sums<T>(string metric, Tensor<T> outputs, Tensor<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = new ErrorSums();
        sums.Add(metric, outputs, targets);
        return outputs.Length > 0 ? sums : throw Errors.EmptyMetric(metric, outputs.Shape);
    }
}
