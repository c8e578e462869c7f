using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>Absolute differences: predicts the median and is little moved by outliers.</summary>
    /// <remarks>
    /// Formula: |p - t| for each element.  Shapes: equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.
    /// Edges: the gradient is 0 where prediction and target agree.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> MeanAbsoluteError<T>(Tensor<T> predictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.MeanAbsoluteError", predictions, targets, reduction);
        return Reduce((predictions - targets).Abs(), reduction);
    }
}
