using System.Numerics;
using System.Runtime.Intrinsics;

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
        /// Shapes: logits [.., c], labels [..] give [..].  Keeps: the logits, the labels.
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
            return Apply(
                logits,
                labels.Shape,
                kernel,
                OpKind.General,
                static (x, _, kernel) => g => CrossEntropyGradient(g, x, kernel),
                "SoftmaxCrossEntropy");
        }
    }

    /// <summary>A cotangent for each row taken back through the cross entropy, in one pass over the logits.</summary>
    /// <remarks>
    /// Formula: z = g (p - t), with p = softmax(x) and t the target.  Derivative: the sum of h (p - t) over the classes for g; softmax's gradient of h g for x.
    /// Shapes: g [..], x [.., c] give [.., c].  Keeps: x for g; g, x for x.  Accuracy: that of softmax.
    /// </remarks>
    private static Tensor<T> CrossEntropyGradient<T>(Tensor<T> g, Tensor<T> logits, CrossEntropyKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            g,
            logits,
            logits.Shape,
            new CrossEntropyGradientKernel<T>(kernel),
            OpKind.General,
            static (g, x, _, kernel) => h => (h * CrossEntropyGradient(Tensor.Ones<T>(g.Shape), x, kernel.Forward)).Sum(-1),
            static (g, x, _, _) => h => SoftmaxGradient(h * g.ReshapeTo(WithLastOne(g.Shape)), x.Softmax(), x.Rank - 1));

    private static Shape WithLastOne(Shape shape) => Shape.Create([.. shape.AsSpan(), 1]);
}

/// <summary>ln sum e^x - x_label row by row, written as the sum of differences from the maximum.</summary>
internal readonly record struct CrossEntropyKernel<T>(Indices Labels, int Classes, double Smoothing) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var labels = Labels.AsSpan();
        for (var row = 0; row < labels.Length; row++)
        {
            var logits = x.Slice(row * Classes, Classes);
            var max = Fold.Run(new MaxFold<T>(), logits);
            var log = Special.Log(Fold.Run(new SumOfExponentialsFold<T>(), logits, max));
            var loss = log + (max - logits[labels[row]]);
            if (Smoothing != 0)
            {
                var mean = Fold.Run(new SumOfShortfallsFold<T>(), logits, max) / T.CreateTruncating(Classes);
                loss = log + (T.CreateTruncating(1 - Smoothing) * (max - logits[labels[row]])) + (T.CreateTruncating(Smoothing) * mean);
            }

            output[row] = loss;
        }
    }
}

internal readonly record struct CrossEntropyGradientKernel<T>(CrossEntropyKernel<T> Forward) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The first input is g, one number for each row, the second the logits.</summary>
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        var labels = Forward.Labels.AsSpan();
        var classes = Forward.Classes;
        var shared = T.CreateTruncating(Forward.Smoothing / Math.Max(classes, 1));
        for (var row = 0; row < labels.Length; row++)
        {
            var result = output.Slice(row * classes, classes);
            var logits = y.Slice(row * classes, classes);
            var max = Fold.Run(new MaxFold<T>(), logits);
            MapDriver.Run(new ExponentialAbout<T>(max), logits, result);
            var sum = Fold.Run(new SumFold<T>(), (ReadOnlySpan<T>)result);
            var label = labels[row];

            // At the label p - 1 would cancel for a confident row: it is minus the sum of the other probabilities.
            var others = Fold.Run(new SumFold<T>(), (ReadOnlySpan<T>)result[..label]) + Fold.Run(new SumFold<T>(), (ReadOnlySpan<T>)result[(label + 1)..]);
            MapDriver.Run(new ShareTimes(x[row], sum, shared), result, result);
            result[label] = x[row] == T.Zero ? T.Zero : x[row] * (T.CreateTruncating(Forward.Smoothing) - shared - (others / sum));
        }
    }

    /// <summary>g (x / Sum - Shared), and exactly 0 where g is.</summary>
    private readonly record struct ShareTimes(T Cotangent, T Sum, T Shared) : IMapKernel<T>
    {
        public T Invoke(T x) => Cotangent == T.Zero ? T.Zero : Cotangent * ((x / Sum) - Shared);

        public Vector512<T> Invoke(Vector512<T> x) =>
            Cotangent == T.Zero ? Vector512<T>.Zero : Vector512.Create(Cotangent) * ((x / Vector512.Create(Sum)) - Vector512.Create(Shared));
    }
}

/// <summary>Sum of m - x about the maximum m.</summary>
internal readonly record struct SumOfShortfallsFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasCenter => true;

    public T Identity => T.NegativeZero;

    public T Empty => T.Zero;

    public T Term(T x, T center) => center - x;

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => center - x;

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}
