using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Transposed convolution of images: each element of x, times the window, is added to the place of a larger image that a convolution would have read it from.</summary>
        /// <remarks>
        /// Formula: y[n, o, i stride - padding + p dilation, j stride - padding + q dilation] = b[o] + the sum of x[n, c, i, j] w[c, o, p, q] over all that fall there; with groups, c adds to its own group only.
        /// Derivative: the convolution of g with w for x, the correlation of g with x for w, the sum of g over all but the channels for b.
        /// Shapes: x is [n, channels, height, width], w [channels, outputs / groups, window height, window width], b [outputs]; y is [n, outputs, rows, columns] with
        /// rows = (height - 1) stride - 2 padding + dilation (window height - 1) + 1 + output padding.  Keeps: w for x, x for w.
        /// Errors: AG660 where the shapes do not fit or nothing is left, AG601 for a setting that is too small, AG131 for an output padding that is not below the stride.
        /// Accuracy: the sum over the channels as in MatMul; the elements of the window are added in order.  Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016.
        /// </remarks>
        /// <param name="weight">The windows.</param>
        /// <param name="bias">What is added to each output channel, if anything.</param>
        /// <param name="stride">How far the window moves each time.</param>
        /// <param name="padding">How much is cut off the result on each side.</param>
        /// <param name="outputPadding">How much longer the result is at its end: several sizes give the same convolution.</param>
        /// <param name="dilation">How far apart the window's elements lie.</param>
        /// <param name="groups">Into how many groups, which do not see each other, the channels are divided.</param>
        public Tensor<T> ConvTranspose2D(Tensor<T> weight, Tensor<T>? bias = null, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(weight);
            if (x.Rank != 4 || weight.Rank != 4)
            {
                throw Errors.TransposedConvolution("ConvTranspose2D", x.Shape, weight.Shape, bias?.Shape, groups);
            }

            var image = ConvolutionMap.Transposed("ConvTranspose2D", x.Shape, weight.Shape, bias?.Shape, stride, padding, outputPadding, dilation, groups);
            var map = ConvolutionMap.Create("ConvTranspose2D", image, weight.Shape, null, stride, padding, dilation, groups);
            var result = ConvolutionInput(x, weight, map);
            return bias is null ? result : result + bias.ReshapeTo(Shape.Create(bias.Length, 1, 1));
        }

        /// <summary>Transposed convolution of sequences: each element of x, times the window, is added to the place of a longer sequence that a convolution would have read it from.</summary>
        /// <remarks>
        /// Formula: y[n, o, i stride - padding + p dilation] = b[o] + the sum of x[n, c, i] w[c, o, p] over all that fall there; with groups, c adds to its own group only.
        /// Derivative: that of ConvTranspose2D on images of one row.
        /// Shapes: x is [n, channels, length], w [channels, outputs / groups, window], b [outputs]; y is [n, outputs, places] with
        /// places = (length - 1) stride - 2 padding + dilation (window - 1) + 1 + output padding.  Keeps: w for x, x for w.
        /// Errors: AG660 where the shapes do not fit or nothing is left, AG601 for a setting that is too small, AG131 for an output padding that is not below the stride.
        /// Accuracy: that of ConvTranspose2D.
        /// </remarks>
        /// <param name="weight">The windows.</param>
        /// <param name="bias">What is added to each output channel, if anything.</param>
        /// <param name="stride">How far the window moves each time.</param>
        /// <param name="padding">How much is cut off the result at each end.</param>
        /// <param name="outputPadding">How much longer the result is at its end: several sizes give the same convolution.</param>
        /// <param name="dilation">How far apart the window's elements lie.</param>
        /// <param name="groups">Into how many groups, which do not see each other, the channels are divided.</param>
        public Tensor<T> ConvTranspose1D(Tensor<T> weight, Tensor<T>? bias = null, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(weight);
            if (x.Rank != 3 || weight.Rank != 3)
            {
                throw Errors.TransposedConvolution("ConvTranspose1D", x.Shape, weight.Shape, bias?.Shape, groups);
            }

            var line = ConvolutionMap.Transposed("ConvTranspose1D", x.Shape, weight.Shape, bias?.Shape, stride, padding, outputPadding, dilation, groups);
            var map = ConvolutionMap.CreateLine("ConvTranspose1D", line, weight.Shape, null, stride, padding, dilation, groups);
            var result = ConvolutionInput(x.ReshapeTo(map.Result), weight.ReshapeTo(map.Weight), map).ReshapeTo(line);
            return bias is null ? result : result + bias.ReshapeTo(Shape.Create(bias.Length, 1));
        }
    }
}
