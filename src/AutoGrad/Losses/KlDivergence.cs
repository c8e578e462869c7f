using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>How far predicted log-probabilities are from target probabilities: the Kullback-Leibler divergence, element by element.</summary>
    /// <remarks>
    /// Formula: t (ln t - x) for each element, 0 where t = 0; with <paramref name="logTargets"/>, e^t (t - x).
    /// The divergence of distributions is the sum over their elements; the mean is over elements, as PyTorch's.
    /// Shapes: equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.
    /// Source: Kullback and Leibler, On information and sufficiency, Annals of Mathematical Statistics 22 (1951).
    /// </remarks>
    /// <param name="logProbabilities">The predictions: logarithms of probabilities, as from LogSoftmax.</param>
    /// <param name="targets">The true probabilities, or their logarithms.</param>
    /// <param name="logTargets">Whether the targets are logarithms too.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> KlDivergence<T>(
        Tensor<T> logProbabilities, Tensor<T> targets, bool logTargets = false, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.KlDivergence", logProbabilities, targets, reduction);
        return Reduce(logTargets ? targets.Exp() * (targets - logProbabilities) : targets.Xlogy(targets) - (targets * logProbabilities), reduction);
    }
}
