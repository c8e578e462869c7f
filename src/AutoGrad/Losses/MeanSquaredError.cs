using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>Squared differences: for targets with errors of one normal distribution.</summary>
    /// <remarks>Formula: (p - t)^2 for each element.  Shapes: equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.</remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> MeanSquaredError<T>(Tensor<T> predictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.MeanSquaredError", predictions, targets, reduction);
        return reduction is LossReduction.Mean or LossReduction.Sum
            ? Ops.SquaredErrors(predictions, targets, isMean: reduction == LossReduction.Mean)
            : Reduce((predictions - targets).Square(), reduction);
    }
}
