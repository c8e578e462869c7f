using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>How surprising yes-or-no targets are under given probabilities. From logits, <see cref="BinaryCrossEntropyWithLogits"/> is exact where this one rounds.</summary>
    /// <remarks>
    /// Formula: -w (t max(ln p, -100) + (1 - t) max(ln(1 - p), -100)) for each element, with w the <paramref name="weights"/> or 1.
    /// Shapes: equal, the weights' too; the mean and the sum are one number.
    /// Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.
    /// Edges: the bound of 100 keeps a sure and wrong prediction finite, with no gradient; predictions outside [0, 1] give NaN.
    /// Source: the bound is PyTorch's.
    /// </remarks>
    /// <param name="probabilities">The predictions: 0 to 1.</param>
    /// <param name="targets">What is true: 0 to 1.</param>
    /// <param name="weights">How much each element counts.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> BinaryCrossEntropy<T>(
        Tensor<T> probabilities, Tensor<T> targets, Tensor<T>? weights = null, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.BinaryCrossEntropy", probabilities, targets, reduction);
        if (weights is not null && weights.Shape != probabilities.Shape)
        {
            throw Errors.LossShapes("Loss.BinaryCrossEntropy", probabilities.Shape, weights.Shape);
        }

        var yes = probabilities.Log().Clamp(-100, double.PositiveInfinity);
        var no = (-probabilities).Log1p().Clamp(-100, double.PositiveInfinity);
        var losses = -((targets * yes) + ((1 - targets) * no));
        return Reduce(weights is null ? losses : weights * losses, reduction);
    }
}
