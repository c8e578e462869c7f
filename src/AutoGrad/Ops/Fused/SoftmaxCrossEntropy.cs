using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> logits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The negative log-probability of the labelled class under the softmax of the last axis, one number for each row.</summary>
        /// <remarks>
        /// Formula: y = ln of the sum of e^x over the classes - x_label; with a <paramref name="labelSmoothing"/> s the second term is
        /// (1 - s) x_label + s times the mean of x.  Derivative: g (p - t), with p the softmax and t the target: 1 - s at the label, and s shared by all c classes.
        /// Shapes: logits [.., c], labels [..] give [..].  Keeps: the logits, the labels, two numbers for each row.
        /// Errors: AG152 where the labels' shape is not the logits' without the last axis, AG121 for a label outside 0 .. c - 1, AG153 for a smoothing outside 0 .. 1.
        /// Edges: inf where the labelled logit is -inf; NaN for a row with +inf or NaN, or of nothing but -inf.
        /// Accuracy: the maximum is taken out before the exponentials, and a small loss keeps its relative accuracy to about an ulp of the largest logit's distance.
        /// Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3; Szegedy et al., Rethinking the Inception architecture, 2016, for smoothing.
        /// </remarks>
        public Tensor<T> SoftmaxCrossEntropy(Indices labels, double labelSmoothing = 0)
        {
            ArgumentNullException.ThrowIfNull(logits);
            ArgumentNullException.ThrowIfNull(labels);
            if (logits.Rank == 0 || !logits.Shape.AsSpan()[..^1].SequenceEqual(labels.Shape.AsSpan()))
            {
                throw Errors.LabelShape("SoftmaxCrossEntropy", logits.Shape, labels.Shape);
            }

            if (!(labelSmoothing >= 0 && labelSmoothing < 1))
            {
                throw Errors.LabelSmoothing("SoftmaxCrossEntropy", labelSmoothing);
            }

            labels.CheckRange("SoftmaxCrossEntropy", logits.Shape[^1], "the classes");
            var kernel = new CrossEntropyKernel<T>(labels, logits.Shape[^1], labelSmoothing);
            var losses = Tensor<T>.Allocate("SoftmaxCrossEntropy", labels.Shape);
            var notes = Tensor<T>.Allocate("SoftmaxCrossEntropy", Shape.Create(labels.Length, CrossEntropyRows<T>.Notes));
            Launch.RunJoint(kernel, [logits], [losses], notes);
            return Enter(
                losses,
                OpKind.General,
                logits,
                (Kernel: kernel, Notes: notes),
                static (x, _, kept) => g => CrossEntropyGradient(g, x, kept.Notes, kept.Kernel));
        }
    }

    /// <summary>A cotangent for each row taken back through the cross entropy, in one pass over the logits.</summary>
    /// <remarks>
    /// Formula: z = g (p - t), with p = softmax(x) and t the target.  Derivative: the sum of h (p - t) over the classes for g; softmax's gradient of h g for x, the
    /// notes being part of the function of x.  Shapes: g [..], x [.., c] give [.., c]; the notes (maximum and sum of exponentials) are [rows, 2].
    /// Keeps: x for g; g, x for x.  Accuracy: that of softmax.
    /// </remarks>
    private static Tensor<T> CrossEntropyGradient<T>(Tensor<T> g, Tensor<T> logits, Tensor<T> notes, CrossEntropyKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            g,
            logits,
            notes,
            logits.Shape,
            new CrossEntropyGradientKernel<T>(kernel),
            OpKind.General,
            static (g, x, notes, _, kernel) => h => (h * CrossEntropyGradient(Tensor.Ones<T>(g.Shape), x, notes, kernel.Forward)).Sum(-1),
            static (g, x, _, _, _) => h => SoftmaxGradient(h * g.ReshapeTo(WithLastOne(g.Shape)), x.Softmax(), x.Rank - 1),
            null);

    private static Shape WithLastOne(Shape shape) => Shape.Create([.. shape.AsSpan(), 1]);
}

/// <summary>One loss for each row; the notes are for the gradient.</summary>
internal readonly record struct CrossEntropyKernel<T>(Indices Labels, int Classes, double Smoothing) : IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public CrossEntropyRows<T> Rows => new(Classes, Smoothing);

    public void Invoke(Operands<T> operands, Results<T> results) => Rows.Forward(operands[0], Labels.AsSpan(), results[0], results.Notes);
}

internal readonly record struct CrossEntropyGradientKernel<T>(CrossEntropyKernel<T> Forward) : ISpanKernel3<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The inputs are g, one number for each row, the logits, and the notes of the forward pass.</summary>
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output) => Forward.Rows.Gradient(x, y, z, Forward.Labels.AsSpan(), output);
}
