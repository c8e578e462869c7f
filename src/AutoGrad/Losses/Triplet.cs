using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>Wants an anchor nearer to its positive than to its negative, by a margin.</summary>
    /// <remarks>
    /// Formula: max(0, d(a, p) - d(a, n) + margin) for rows, d(x, y) = |x - y + 1e-6|; with <paramref name="swap"/>, d(p, n) takes the place of d(a, n) where it is smaller.
    /// Shapes: all equal, [.., d]; the mean and the sum are one number.  Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch.
    /// Source: Schroff, Kalenichenko and Philbin, FaceNet, CVPR 2015; swap: Balntas, Riba, Ponsa and Mikolajczyk, BMVC 2016. The same numbers as PyTorch's.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> Triplet<T>(
        Tensor<T> anchors, Tensor<T> positives, Tensor<T> negatives, double margin = 1, bool swap = false, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPair("Loss.Triplet", anchors, positives, reduction);
        CheckPair("Loss.Triplet", anchors, negatives, reduction);
        var far = Distance(anchors, negatives);
        if (swap)
        {
            far = far.Minimum(Distance(positives, negatives));
        }

        return Reduce((Distance(anchors, positives) - far + margin).Relu(), reduction);

        // The 1e-6 keeps the root's slope finite where two rows agree.
        static Tensor<T> Distance(Tensor<T> x, Tensor<T> y) => (x - y + 1e-6).Norm(-1);
    }
}
