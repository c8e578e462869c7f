using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>How surprising the true classes are under the probabilities softmax(logits).</summary>
    /// <remarks>
    /// Formula: for a row x with label c, smoothing s over k classes and class weights w,
    /// -(1 - s) w_c log softmax(x)_c - s / k sum_j w_j log softmax(x)_j. The mean divides the sum by the sum of w_c over the rows.
    /// Shapes: logits [.., k], labels [..]; the mean and the sum are one number.
    /// Errors: AG192 where labels and logits do not fit, AG121 for a label outside the classes, AG191 for the mean of an empty batch, AG193 for weights of another shape.
    /// Source: label smoothing: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, Rethinking the inception architecture, CVPR 2016, section 7.
    /// </remarks>
    /// <param name="logits">The predictions: one number for each class, any size.</param>
    /// <param name="labels">The true classes.</param>
    /// <param name="labelSmoothing">How much of the truth is spread evenly over all classes: at least 0, less than 1.</param>
    /// <param name="classWeights">How much each class counts, [k].</param>
    /// <param name="reduction">What becomes of the rows' losses.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or the batch is empty.</exception>
    /// <exception cref="IndexException">A label is not a class.</exception>
    /// <exception cref="ValueException">The smoothing is negative or not less than 1.</exception>
    public static Tensor<T> CrossEntropy<T>(
        Tensor<T> logits, Indices labels, double labelSmoothing = 0, Tensor<T>? classWeights = null, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = "Loss.CrossEntropy";
        CheckLabels(Name, logits, labels, classWeights, reduction);
        if (!(labelSmoothing is >= 0 and < 1))
        {
            throw Errors.Value(Name, FormattableString.Invariant($"a label smoothing of {labelSmoothing} was given"), "It is a share: at least 0 and less than 1.");
        }

        if (classWeights is null)
        {
            return Reduce(logits.SoftmaxCrossEntropy(labels, labelSmoothing), reduction);
        }

        var rowWeights = classWeights.IndexSelect(0, labels.Reshape(labels.Length)).ReshapeTo(labels.Shape);
        var losses = logits.SoftmaxCrossEntropy(labels) * rowWeights;
        if (labelSmoothing > 0)
        {
            var spread = (logits.LogSoftmax(-1) * classWeights).Sum(-1);
            losses = ((1 - labelSmoothing) * losses) - (labelSmoothing / logits.Shape[^1] * spread);
        }

        return reduction == LossReduction.Mean ? losses.Sum() / rowWeights.Sum() : Reduce(losses, reduction);
    }

    private static void CheckLabels<T>(string loss, Tensor<T> logits, Indices labels, Tensor<T>? classWeights, LossReduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (logits.Rank == 0 || labels.Rank != logits.Rank - 1 || !labels.Shape.AsSpan().SequenceEqual(logits.Shape.AsSpan()[..^1]))
        {
            throw Errors.LossLabels(loss, logits.Shape, labels.Shape);
        }

        CheckNotEmpty(loss, logits, reduction);
        labels.CheckRange(loss, logits.Shape[^1], "the classes");
        if (classWeights is not null && (classWeights.Rank != 1 || classWeights.Length != logits.Shape[^1]))
        {
            throw Errors.WeightShape(loss, "class weight", classWeights.Shape, $"[{logits.Shape[^1]}]");
        }
    }
}
