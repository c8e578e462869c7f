using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>Squared differences near zero, absolute ones beyond a distance, with slope 1 outside: <see cref="Huber"/> divided by the distance.</summary>
    /// <remarks>
    /// Formula: with d = p - t, d^2 / (2 beta) where |d| &lt;= beta, else |d| - beta / 2; |d| for beta = 0.
    /// Shapes: equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch, AG131 for a negative beta.
    /// Source: Girshick, Fast R-CNN, ICCV 2015, equation 3.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ValueException">Beta is negative or not finite.</exception>
    public static Tensor<T> SmoothL1<T>(Tensor<T> predictions, Tensor<T> targets, double beta = 1, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.SmoothL1", predictions, targets, reduction);
        if (!(beta >= 0 && double.IsFinite(beta)))
        {
            throw Errors.Value("Loss.SmoothL1", FormattableString.Invariant($"beta {beta} was given"), "It is the distance at which squares turn to absolute values: zero or more, and finite.");
        }

        if (beta == 0)
        {
            return MeanAbsoluteError(predictions, targets, reduction);
        }

        // Both branches in one, as in Huber: with c = clamp(d), c (d - c / 2) / beta.
        var difference = predictions - targets;
        var clamped = difference.Clamp(-beta, beta);
        return Reduce(clamped * (difference - (0.5 * clamped)) / beta, reduction);
    }
}
