using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>How surprising the true classes are under given log-probabilities; <see cref="CrossEntropy{T}(Tensor{T}, Indices, double, Tensor{T}, LossReduction, int?)"/> takes logits.</summary>
    /// <remarks>
    /// Formula: for a row x with label c and class weights w, -w_c x_c. The mean divides the sum by the sum of w_c over the rows.
    /// Shapes: log-probabilities [.., k], labels [..]; the mean and the sum are one number.
    /// Errors: AG192 where labels and rows do not fit, AG121 for a label outside the classes, AG191 for the mean of an empty batch, AG193 for weights of another shape,
    /// AG710 for the mean of rows that are all ignored.
    /// </remarks>
    /// <param name="logProbabilities">The predictions: logarithms of probabilities, as from LogSoftmax.</param>
    /// <param name="labels">The true classes.</param>
    /// <param name="classWeights">How much each class counts, [k].</param>
    /// <param name="reduction">What becomes of the rows' losses.</param>
    /// <param name="ignoredLabel">A label, such as -100, whose rows count nothing.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or the batch is empty.</exception>
    /// <exception cref="IndexException">A label is not a class.</exception>
    public static Tensor<T> NegativeLogLikelihood<T>(
        Tensor<T> logProbabilities, Indices labels, Tensor<T>? classWeights = null, LossReduction reduction = LossReduction.Mean, int? ignoredLabel = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = "Loss.NegativeLogLikelihood";
        var rows = LabelledRows<T>.Create(Name, logProbabilities, labels, classWeights, reduction, ignoredLabel);
        return rows.Reduce(Name, rows.Weigh(-logProbabilities.Gather(-1, rows.Labels.Reshape([.. rows.Labels.Shape, 1])).Squeeze(-1)), reduction);
    }
}
