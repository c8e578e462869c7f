using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Convolution of sequences with a window of weights, as networks define it (the window is not mirrored), plus a bias per output channel.</summary>
        /// <remarks>
        /// Formula: y[n, o, i] = b[o] + the sum over c, p of w[o, c, p] x[n, c, i stride - padding + p dilation], x being 0 outside; with groups, o reads the channels of its own group only.
        /// Derivative: that of Conv2D on images of one row.
        /// Shapes: x is [n, channels, length], w [outputs, channels / groups, window], b [outputs]; y is [n, outputs, places] with
        /// places = (length + 2 padding - dilation (window - 1) - 1) / stride + 1, rounded down.  Keeps: w for x, x for w.
        /// Errors: AG600 where the shapes do not fit, AG601 for a setting that is too small, AG602 where the window does not fit, AG103 where a result would be too large.
        /// Accuracy: that of Conv2D.
        /// </remarks>
        /// <param name="weight">The windows.</param>
        /// <param name="bias">What is added to each output channel, if anything.</param>
        /// <param name="stride">How far the window moves each time.</param>
        /// <param name="padding">How many zeros stand before and behind the sequence.</param>
        /// <param name="dilation">How far apart the window's elements lie.</param>
        /// <param name="groups">Into how many groups, which do not see each other, the channels are divided.</param>
        public Tensor<T> Conv1D(Tensor<T> weight, Tensor<T>? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(weight);
            var map = ConvolutionMap.CreateLine("Conv1D", x.Shape, weight.Shape, bias?.Shape, stride, padding, dilation, groups);
            var result = Convolution(x.ReshapeTo(map.X), weight.ReshapeTo(map.Weight), map, "Conv1D").ReshapeTo(Shape.Create(map.Result[0], map.Result[1], map.Result[3]));
            return bias is null ? result : result + bias.ReshapeTo(Shape.Create(bias.Length, 1));
        }
    }
}
