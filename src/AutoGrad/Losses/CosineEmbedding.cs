using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>Draws the directions of like pairs together and those of unlike pairs apart.</summary>
    /// <remarks>
    /// Formula: for rows x, y with c = x . y / sqrt((|x|^2 + 1e-12) (|y|^2 + 1e-12)): 1 - c where t = 1, max(0, c - margin) where t = -1.
    /// Shapes: x and y [.., d], targets [..]; the mean and the sum are one number.
    /// Errors: AG190 for unequal pairs, AG711 for targets that are not one for each row, AG191 for the mean of an empty batch.
    /// Source: the same numbers as PyTorch's.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    public static Tensor<T> CosineEmbedding<T>(
        Tensor<T> first, Tensor<T> second, Tensor<T> targets, double margin = 0, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = "Loss.CosineEmbedding";
        CheckPair(Name, first, second, reduction);
        CheckRows(Name, first, targets);
        var sizes = ((first.SumOfSquares(-1) + 1e-12) * (second.SumOfSquares(-1) + 1e-12)).Sqrt();
        var cosine = (first * second).Sum(-1) / sizes;
        return Reduce(Ops.Where(targets > 0, 1 - cosine, (cosine - margin).Relu()), reduction);
    }

    private static void CheckRows<T>(string loss, Tensor<T> rows, Tensor<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (rows.Rank == 0 || !targets.Shape.AsSpan().SequenceEqual(rows.Shape.AsSpan()[..^1]))
        {
            throw Errors.RowTargets(loss, rows.Shape, targets.Shape);
        }
    }
}
