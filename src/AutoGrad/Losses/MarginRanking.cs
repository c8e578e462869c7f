using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>What is missing to the right order of two scores.</summary>
    /// <remarks>
    /// Formula: max(0, margin - t (x - y)) for each element; t = 1 asks for x above y, -1 for y above x.
    /// Shapes: all equal; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.
    /// Source: Herbrich, Graepel and Obermayer, Large margin rank boundaries for ordinal regression (2000). The same numbers as PyTorch's.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> MarginRanking<T>(
        Tensor<T> first, Tensor<T> second, Tensor<T> targets, double margin = 0, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.MarginRanking", first, second, reduction);
        CheckPair("Loss.MarginRanking", first, targets, reduction);
        return Reduce((margin - (targets * (first - second))).Relu(), reduction);
    }
}
