using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>How surprising counts are under Poisson distributions of predicted means.</summary>
    /// <remarks>
    /// Formula: e^x - t x for predicted logarithms x of the means, else x - t ln(x + epsilon); <paramref name="full"/> adds Stirling's t ln t - t + ln(2 pi t) / 2 where t &gt; 1.
    /// Shapes: equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.
    /// Source: the same numbers as PyTorch's.
    /// </remarks>
    /// <param name="predictions">The logarithms of the means, or the means.</param>
    /// <param name="targets">The counts.</param>
    /// <param name="logInput">Whether the predictions are logarithms.</param>
    /// <param name="full">Whether the term that no prediction changes is added.</param>
    /// <param name="epsilon">Keeps the logarithm of a mean of 0 finite.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> PoissonNegativeLogLikelihood<T>(
        Tensor<T> predictions, Tensor<T> targets, bool logInput = true, bool full = false, double epsilon = 1e-8, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.PoissonNegativeLogLikelihood", predictions, targets, reduction);
        var losses = logInput ? predictions.Exp() - (targets * predictions) : predictions - (targets * (predictions + epsilon).Log());
        if (full)
        {
            var large = targets.Maximum(1);
            losses += Ops.Where(targets > 1, large.Xlogy(large) - large + (0.5 * (2 * Math.PI * large).Log()), Tensor.Zeros<T>(targets.Shape));
        }

        return Reduce(losses, reduction);
    }
}
