using System.Numerics;

namespace AutoGrad;

/// <summary>How good predictions are, in terms that people read.</summary>
public static partial class Metrics
{
    /// <summary>The share of rows whose largest number stands at the true class; a row that holds NaN is never correct.</summary>
    /// <param name="outputs">Logits or probabilities, [n, classes].</param>
    /// <param name="labels">The true classes, [n].</param>
    /// <exception cref="ShapeException">The shapes do not fit, or there are no rows.</exception>
    public static double Accuracy<T>(Tensor<T> outputs, Indices labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var correct = CountCorrect(outputs, labels);
        return labels.Length > 0 ? (double)correct / labels.Length : throw Errors.EmptyMetric("Metrics.Accuracy", outputs.Shape);
    }

    /// <summary>The number of rows whose largest number stands at the true class; a row that holds NaN is never correct.</summary>
    internal static int CountCorrect<T>(Tensor<T> outputs, Indices labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var predicted = Predicted("Metrics.Accuracy", outputs, labels);
        var largest = Largest(outputs);
        var correct = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            correct += predicted[row] == labels[row] && !T.IsNaN(largest[row]) ? 1 : 0;
        }

        return correct;
    }

    /// <summary>The class with the largest number in each row.</summary>
    internal static Indices Predicted<T>(string metric, Tensor<T> outputs, Indices labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckClasses(metric, outputs, labels);
        return outputs.ArgMax(1);
    }

    /// <summary>The largest number of each row, NaN where the row holds one: ArgMax alone cannot tell such a row from a prediction.</summary>
    internal static T[] Largest<T>(Tensor<T> outputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Within a training step the outputs are tracked, and measuring them must not add to what the sweep walks.
        using var scope = new Scope<T>();
        return outputs.Detach().Max(1).ToArray();
    }
}
