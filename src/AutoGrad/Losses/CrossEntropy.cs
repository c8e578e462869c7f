using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>How surprising the true classes are under the probabilities softmax(logits).</summary>
    /// <remarks>
    /// Formula: for a row x with label c, smoothing s over k classes and class weights w,
    /// -(1 - s) w_c log softmax(x)_c - s / k sum_j w_j log softmax(x)_j. The mean divides the sum by the sum of w_c over the rows.
    /// Shapes: logits [.., k], labels [..]; the mean and the sum are one number.
    /// Errors: AG192 where labels and logits do not fit, AG121 for a label outside the classes, AG191 for the mean of an empty batch, AG193 for weights of another shape,
    /// AG710 for the mean of rows that are all ignored.
    /// Source: label smoothing: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, Rethinking the inception architecture, CVPR 2016, section 7.
    /// </remarks>
    /// <param name="logits">The predictions: one number for each class, any size.</param>
    /// <param name="labels">The true classes.</param>
    /// <param name="labelSmoothing">How much of the truth is spread evenly over all classes: at least 0, less than 1.</param>
    /// <param name="classWeights">How much each class counts, [k].</param>
    /// <param name="reduction">What becomes of the rows' losses.</param>
    /// <param name="ignoredLabel">A label, such as -100, whose rows count nothing.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or the batch is empty.</exception>
    /// <exception cref="IndexException">A label is not a class.</exception>
    /// <exception cref="ValueException">The smoothing is negative or not less than 1.</exception>
    public static Tensor<T> CrossEntropy<T>(
        Tensor<T> logits,
        Indices labels,
        double labelSmoothing = 0,
        Tensor<T>? classWeights = null,
        LossReduction reduction = LossReduction.Mean,
        int? ignoredLabel = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = "Loss.CrossEntropy";
        var rows = LabelledRows<T>.Create(Name, logits, labels, classWeights, reduction, ignoredLabel);
        CheckSmoothing(Name, labelSmoothing);
        if (classWeights is null)
        {
            return rows.Reduce(Name, rows.Ignore(logits.SoftmaxCrossEntropy(rows.Labels, labelSmoothing)), reduction);
        }

        var losses = rows.Weigh(logits.SoftmaxCrossEntropy(rows.Labels));
        if (labelSmoothing > 0)
        {
            var spread = rows.Ignore((logits.LogSoftmax(-1) * classWeights).Sum(-1));
            losses = ((1 - labelSmoothing) * losses) - (labelSmoothing / logits.Shape[^1] * spread);
        }

        return rows.Reduce(Name, losses, reduction);
    }

    /// <summary>How surprising true probabilities of the classes are under the probabilities softmax(logits).</summary>
    /// <remarks>
    /// Formula: for a row x with the probabilities t, smoothing s over k classes and class weights w, the sum over j of -w_j ((1 - s) t_j + s / k) log softmax(x)_j.
    /// The mean divides the sum by the number of rows.
    /// Shapes: logits and probabilities [.., k]; the mean and the sum are one number.
    /// Errors: AG190 for unequal shapes, AG191 for the mean of an empty batch, AG193 for weights of another shape.
    /// </remarks>
    /// <param name="logits">The predictions: one number for each class, any size.</param>
    /// <param name="probabilities">The true probabilities; each row sums to 1.</param>
    /// <param name="labelSmoothing">How much of the truth is spread evenly over all classes: at least 0, less than 1.</param>
    /// <param name="classWeights">How much each class counts, [k].</param>
    /// <param name="reduction">What becomes of the rows' losses.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or the batch is empty.</exception>
    /// <exception cref="ValueException">The smoothing is negative or not less than 1.</exception>
    public static Tensor<T> CrossEntropy<T>(
        Tensor<T> logits, Tensor<T> probabilities, double labelSmoothing = 0, Tensor<T>? classWeights = null, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Name = "Loss.CrossEntropy";
        CheckPair(Name, logits, probabilities, reduction);
        CheckSmoothing(Name, labelSmoothing);
        if (logits.Rank == 0 || (classWeights is not null && (classWeights.Rank != 1 || classWeights.Length != logits.Shape[^1])))
        {
            throw Errors.WeightShape(Name, "class weight", classWeights?.Shape ?? Shape.Scalar, logits.Rank == 0 ? "an axis of classes in the logits" : $"[{logits.Shape[^1]}]");
        }

        var smooth = labelSmoothing > 0 ? ((1 - labelSmoothing) * probabilities) + (labelSmoothing / logits.Shape[^1]) : probabilities;
        var surprises = smooth * logits.LogSoftmax(-1);
        return Reduce(-(classWeights is null ? surprises : surprises * classWeights).Sum(-1), reduction);
    }

    private static void CheckSmoothing(string loss, double labelSmoothing)
    {
        if (!(labelSmoothing is >= 0 and < 1))
        {
            throw Errors.Value(loss, FormattableString.Invariant($"a label smoothing of {labelSmoothing} was given"), "It is a share: at least 0 and less than 1.");
        }
    }

    internal static void CheckLabels<T>(string loss, Tensor<T> logits, Indices labels, Tensor<T>? classWeights, LossReduction reduction)
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
