using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>The logarithm of the hyperbolic cosine of the differences: squares near zero, absolute values far off, smooth to every order.</summary>
    /// <remarks>
    /// Formula: with d = p - t, ln cosh d = d + softplus(-2 d) - ln 2, which does not overflow.
    /// Shapes: equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.
    /// Accuracy: near d = 0, where the terms cancel, within an ulp of ln 2.
    /// Source: Green, Iteratively reweighted least squares for maximum likelihood estimation, Journal of the Royal Statistical Society B 46 (1984).
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> LogCosh<T>(Tensor<T> predictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.LogCosh", predictions, targets, reduction);
        var difference = predictions - targets;
        return Reduce(difference + (-2 * difference).Softplus() - Math.Log(2), reduction);
    }
}
