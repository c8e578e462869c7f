using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>Binary cross-entropy in which what is right already counts less: for rare positives.</summary>
    /// <remarks>
    /// Formula: with p = sigmoid(x), c the cross-entropy of x and t, and m = t (1 - p) + (1 - t) p how wrong it is: a m^gamma c,
    /// where a = alpha t + (1 - alpha) (1 - t), or 1 without alpha. The power is taken of a logarithm, so that extreme logits have derivatives of every order.
    /// Shapes: equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch, AG131 for settings out of range.
    /// Source: Lin, Goyal, Girshick, He and Dollar, Focal loss for dense object detection, ICCV 2017, equation 5.
    /// </remarks>
    /// <param name="logits">The predictions: log odds, any numbers.</param>
    /// <param name="targets">What is true: 0 to 1.</param>
    /// <param name="gamma">How strongly what is right is left out; 0 is the cross-entropy.</param>
    /// <param name="alpha">The weight of the positives, 1 - alpha that of the negatives; null for 1 each.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ValueException">Gamma is negative, or alpha is not between 0 and 1.</exception>
    public static Tensor<T> Focal<T>(
        Tensor<T> logits, Tensor<T> targets, double gamma = 2, double? alpha = 0.25, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.Focal", logits, targets, reduction);
        if (!(gamma >= 0 && double.IsFinite(gamma)) || alpha is not (null or (>= 0 and <= 1)))
        {
            throw Errors.Value("Loss.Focal", FormattableString.Invariant($"gamma {gamma} and alpha {alpha} were given"), "Gamma is 0 or more and finite; alpha is a share, 0 to 1, or null.");
        }

        // ln p and ln(1 - p); ln t of a target 0 is -inf, which takes its part out of the sum.
        var (yes, no) = (logits.LogSigmoid(), (-logits).LogSigmoid());
        var losses = -((targets * yes) + ((1 - targets) * no));
        if (gamma > 0)
        {
            losses = (gamma * (targets.Log() + no).LogAddExp((1 - targets).Log() + yes)).Exp() * losses;
        }

        return Reduce(alpha is { } share ? ((share * targets) + ((1 - share) * (1 - targets))) * losses : losses, reduction);
    }
}
