using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Convolution of images with a window of weights, as networks define it (the window is not mirrored), plus a bias per output channel.</summary>
        /// <remarks>
        /// Formula: y[n, o, i, j] = b[o] + the sum over c, p, q of w[o, c, p, q] x[n, c, i stride - padding + p dilation, j stride - padding + q dilation], x being 0 outside; with groups, o reads the channels of its own group only.
        /// Derivative: the transposed convolution of g with w for x, the correlation of x with g for w, the sum of g over all but the channels for b. The three are one trilinear form, so each is the others' rule.
        /// Shapes: x is [n, channels, height, width], w [outputs, channels / groups, window height, window width], b [outputs]; y is [n, outputs, rows, columns] with
        /// rows = (height + 2 padding - dilation (window height - 1) - 1) / stride + 1, rounded down.  Keeps: w for x, x for w.
        /// Errors: AG600 where the shapes do not fit, AG601 for a setting that is too small, AG602 where the window does not fit into the padded image, AG103 where a result would be too large.
        /// Edges: no channels give the bias alone.  Accuracy: that of MatMul over channels and window; the same bits for every vector width, thread count and batch.
        /// Source: Chellapilla, Puri and Simard, High performance convolutional neural networks for document processing, 2006; Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016.
        /// </remarks>
        /// <param name="weight">The windows.</param>
        /// <param name="bias">What is added to each output channel, if anything.</param>
        /// <param name="stride">How far the window moves each time.</param>
        /// <param name="padding">How many zeros surround the image on each side.</param>
        /// <param name="dilation">How far apart the window's elements lie.</param>
        /// <param name="groups">Into how many groups, which do not see each other, the channels are divided.</param>
        public Tensor<T> Conv2D(Tensor<T> weight, Tensor<T>? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(weight);
            var map = ConvolutionMap.Create("Conv2D", x.Shape, weight.Shape, bias?.Shape, stride, padding, dilation, groups);
            return bias is null
                ? Convolution(x, weight, map, "Conv2D")
                : Apply(
                    x,
                    weight,
                    bias,
                    map.Result,
                    new ConvolutionKernel<T>(map),
                    OpKind.Linear,
                    static (_, weight, _, _, kernel) => g => ConvolutionInput(g, weight, kernel.Map),
                    static (x, _, _, _, kernel) => g => ConvolutionWeight(x, g, kernel.Map),
                    static (_, _, _, _, _) => g => g.Sum(0, 2, 3),
                    "Conv2D");
        }
    }

    /// <summary>The convolution without a bias: y = W ∗ x.</summary>
    private static Tensor<T> Convolution<T>(Tensor<T> x, Tensor<T> weight, ConvolutionMap map, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            weight,
            map.Result,
            new ConvolutionKernel<T>(map),
            OpKind.Linear,
            static (_, weight, _, kernel) => g => ConvolutionInput(g, weight, kernel.Map),
            static (x, _, _, kernel) => g => ConvolutionWeight(x, g, kernel.Map),
            op);
}

internal readonly record struct ConvolutionKernel<T>(ConvolutionMap Map) : ISpanKernel2<T>, ISpanKernel3<T>, IProductKernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public long MultiplyAdds => Map.Sizes.MultiplyAdds;

    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => Convolve.Forward(Map.Sizes, x, y, [], output);

    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output) => Convolve.Forward(Map.Sizes, x, y, z, output);
}
