using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>Finds for each example its other view among all examples of the batch: NT-Xent, the loss of SimCLR.</summary>
    /// <remarks>
    /// Formula: with z the 2 n rows of both views at length 1 and s_ij = z_i . z_j / temperature, for each i with partner j: -s_ij + ln of the sum over k != i of e^s_ik.
    /// Shapes: both [n, d]; the losses are [2 n], first view first; the mean and the sum are one number.
    /// Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch, AG131 for a temperature that is not positive or views that are no matrices.
    /// Source: Chen, Kornblith, Norouzi and Hinton, A simple framework for contrastive learning of visual representations, ICML 2020, equation 1.
    /// </remarks>
    /// <exception cref="ShapeException">The shapes differ, or the batch is empty.</exception>
    /// <exception cref="ValueException">The temperature is not positive, or the views are no matrices.</exception>
    public static Tensor<T> Contrastive<T>(Tensor<T> first, Tensor<T> second, double temperature = 0.5, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = "Loss.Contrastive";
        CheckPair(Name, first, second, reduction);
        if (!(temperature > 0 && double.IsFinite(temperature)) || first.Rank != 2)
        {
            throw Errors.Value(Name, FormattableString.Invariant($"the temperature {temperature} and views of shape {first.Shape} were given"), "The temperature is positive and finite, and both views are [examples, features].");
        }

        var count = first.Shape[0];
        var rows = Ops.Concat([first, second]);
        rows /= (rows.SumOfSquares([1], keepAxes: true) + 1e-12).Sqrt();

        // No cosine is below -1: the exponential of what is thousands lower vanishes in every element type, and stays finite in every derivative.
        var scores = (rows.MatMul(rows, transposeRight: true) / temperature).MaskedFill(Tensor.Eye<T>(2 * count), (-1 / temperature) - 2000);
        return CrossEntropy(scores, Indices.Create([.. Enumerable.Range(0, 2 * count).Select(row => (row + count) % (2 * count))]), reduction: reduction);
    }
}
