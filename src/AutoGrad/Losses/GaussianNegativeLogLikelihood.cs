using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>How surprising targets are under normal distributions of predicted means and variances.</summary>
    /// <remarks>
    /// Formula: (ln v + (t - p)^2 / v) / 2 with v = max(variance, epsilon); <paramref name="full"/> adds ln(2 pi) / 2.
    /// Shapes: all equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch, AG131 for an epsilon that is not positive.
    /// Edges: a variance below epsilon gets no gradient.
    /// Source: Nix and Weigend, Estimating the mean and variance of the target probability distribution, ICNN 1994.
    /// </remarks>
    /// <param name="predictions">The means.</param>
    /// <param name="targets">What is true.</param>
    /// <param name="variances">The variances: positive.</param>
    /// <param name="full">Whether the constant is added.</param>
    /// <param name="epsilon">The smallest variance.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ValueException">Epsilon is not positive.</exception>
    public static Tensor<T> GaussianNegativeLogLikelihood<T>(
        Tensor<T> predictions, Tensor<T> targets, Tensor<T> variances, bool full = false, double epsilon = 1e-6, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = "Loss.GaussianNegativeLogLikelihood";
        CheckPair(Name, predictions, targets, reduction);
        CheckPair(Name, variances, targets, reduction);
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
        {
            throw Errors.Value(Name, FormattableString.Invariant($"epsilon {epsilon} was given"), "It is the smallest variance: positive and finite.");
        }

        var variance = variances.Clamp(epsilon, double.PositiveInfinity);
        var losses = 0.5 * (variance.Log() + ((predictions - targets).Square() / variance));
        return Reduce(full ? losses + (0.5 * Math.Log(2 * Math.PI)) : losses, reduction);
    }
}
