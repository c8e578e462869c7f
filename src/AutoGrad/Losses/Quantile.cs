using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>Absolute differences, weighted by their side: predicts a quantile of the targets.</summary>
    /// <remarks>
    /// Formula: with d = t - p, q d where d &gt; 0, else (q - 1) d.  Shapes: equal; the mean and the sum are one number.
    /// Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch, AG131 for a quantile that is not between 0 and 1.
    /// Edges: where prediction and target agree the gradient is the mean of both sides.
    /// Source: Koenker and Bassett, Regression quantiles, Econometrica 46 (1978).
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ValueException">The quantile is not between 0 and 1.</exception>
    public static Tensor<T> Quantile<T>(Tensor<T> predictions, Tensor<T> targets, double quantile, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.Quantile", predictions, targets, reduction);
        if (!(quantile is > 0 and < 1))
        {
            throw Errors.Value("Loss.Quantile", FormattableString.Invariant($"the quantile {quantile} was given"), "It is a share: more than 0 and less than 1.");
        }

        var difference = targets - predictions;
        return Reduce((quantile * difference).Maximum((quantile - 1) * difference), reduction);
    }
}
