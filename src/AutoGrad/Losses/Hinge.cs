using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>What is missing to a margin of 1 on the right side: the loss of support vector machines.</summary>
    /// <remarks>
    /// Formula: max(0, 1 - t x) for each element, t = 1 or -1.  Shapes: equal; the mean and the sum are one number.
    /// Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.  Edges: the gradient is 0 exactly at the margin.
    /// Source: Cortes and Vapnik, Support-vector networks, Machine Learning 20 (1995).
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> Hinge<T>(Tensor<T> predictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.Hinge", predictions, targets, reduction);
        return Reduce((1 - (targets * predictions)).Relu(), reduction);
    }

    /// <summary>The square of what is missing to a margin of 1 on the right side.</summary>
    /// <remarks>
    /// Formula: max(0, 1 - t x)^2 for each element, t = 1 or -1.  Shapes: equal; the mean and the sum are one number.
    /// Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.
    /// Source: Lee and Mangasarian, SSVM: a smooth support vector machine for classification, Computational Optimization and Applications 20 (2001).
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> SquaredHinge<T>(Tensor<T> predictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.SquaredHinge", predictions, targets, reduction);
        return Reduce((1 - (targets * predictions)).Relu().Square(), reduction);
    }
}
