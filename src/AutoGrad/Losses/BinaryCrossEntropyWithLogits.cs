using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>How surprising yes-or-no targets are under the probabilities sigmoid(logits).</summary>
    /// <remarks>
    /// Formula: with w the <paramref name="positiveWeight"/>, w t softplus(-x) + (1 - t) softplus(x) for each element: no logarithm of a rounded probability is taken.
    /// Targets are 0, 1 or probabilities between.
    /// Shapes: equal, and the positive weights, if given, fit the last axis or are one number; the mean and the sum are one number.
    /// Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch, AG193 for weights of another shape.
    /// </remarks>
    /// <param name="logits">The predictions: log odds, any numbers.</param>
    /// <param name="targets">What is true: 0 to 1.</param>
    /// <param name="positiveWeight">How much more a missed yes counts than a missed no: [] or the size of the last axis.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> BinaryCrossEntropyWithLogits<T>(
        Tensor<T> logits, Tensor<T> targets, Tensor<T>? positiveWeight = null, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.BinaryCrossEntropyWithLogits", logits, targets, reduction);
        if (positiveWeight is not null && (positiveWeight.Rank > 1 || (positiveWeight.Rank == 1 && (logits.Rank == 0 || positiveWeight.Length != logits.Shape[^1]))))
        {
            throw Errors.WeightShape("Loss.BinaryCrossEntropyWithLogits", "positive weight", positiveWeight.Shape, logits.Rank == 0 ? "[]" : $"[] or [{logits.Shape[^1]}]");
        }

        // Not softplus(x) - x t, which is shorter but cancels: at x = 20 and t = 1 nothing would be left of 2e-9 in float.
        var yes = targets * (-logits).Softplus();
        return Reduce((positiveWeight is null ? yes : positiveWeight * yes) + ((1 - targets) * logits.Softplus()), reduction);
    }
}
