using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>Squared differences near zero, absolute ones beyond a distance: smooth, and little moved by outliers.</summary>
    /// <remarks>
    /// Formula: with d = p - t, d^2 / 2 where |d| &lt;= delta, else delta (|d| - delta / 2).
    /// Shapes: equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch, AG131 for a delta that is not positive.
    /// Source: Huber, Robust estimation of a location parameter, Annals of Mathematical Statistics 35 (1964).
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ValueException">Delta is not positive.</exception>
    public static Tensor<T> Huber<T>(Tensor<T> predictions, Tensor<T> targets, double delta = 1, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.Huber", predictions, targets, reduction);
        if (!(delta > 0 && double.IsFinite(delta)))
        {
            throw Errors.Value("Loss.Huber", FormattableString.Invariant($"delta {delta} was given"), "It is the distance at which squares turn to absolute values: positive and finite.");
        }

        // With c = clamp(d), c (d - c / 2) is both branches in one, and has the right second derivative at 0, which a form in |d| has not.
        var difference = predictions - targets;
        var clamped = difference.Clamp(-delta, delta);
        return Reduce(clamped * (difference - (0.5 * clamped)), reduction);
    }
}
