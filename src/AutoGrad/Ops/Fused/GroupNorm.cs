using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Brings each group of channels of each example to mean 0 and variance 1, then scales and shifts each channel by what is learned.</summary>
        /// <remarks>
        /// Formula: y = (x - m) r scale + shift, with m and v the mean and variance (correction 0) of the group in its example and r = (v + epsilon)^(-1/2).
        /// Derivative: that of LayerNorm over each group for x; the sums of g times the standardized x, and of g, for scale and shift.
        /// Shapes: x [n, channels, ..], scale and shift [channels]; y as x.  Keeps: x.
        /// Errors: AG662 where the groups do not divide the channels or scale and shift do not fit, AG156 for an epsilon that is negative or not finite.
        /// Edges: a constant group gives the shift; with epsilon 0, NaN.  Accuracy: two passes, so nothing cancels.  Source: Wu and He, Group normalization, 2018.
        /// </remarks>
        /// <param name="groups">How many groups of neighbouring channels there are: 1 for all channels together, as many as channels for each by itself.</param>
        /// <param name="scale">What each channel is multiplied by.</param>
        /// <param name="shift">What is added to each channel.</param>
        /// <param name="epsilon">Added to the variance, which may be zero.</param>
        public Tensor<T> GroupNorm(int groups, Tensor<T> scale, Tensor<T> shift, double epsilon = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(scale);
            ArgumentNullException.ThrowIfNull(shift);
            var channels = x.Rank < 2 ? -1 : x.Shape[1];
            if (channels < 0 || groups < 1 || channels % groups != 0 || scale.Rank != 1 || scale.Length != channels || shift.Shape != scale.Shape)
            {
                throw Errors.GroupNorm("GroupNorm", x.Shape, scale.Shape, shift.Shape, groups);
            }

            CheckEpsilon("GroupNorm", epsilon);
            var shape = PerChannel(x.Shape);
            var columns = channels / groups * Shape.Create(x.Shape.AsSpan()[2..]).ElementCount;
            return Standardize(x, columns, T.CreateTruncating(epsilon)).MultiplyAdd(scale.ReshapeTo(shape), shift.ReshapeTo(shape));
        }

        /// <summary>Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it by what is learned: batch normalization while training.</summary>
        /// <remarks>
        /// Formula: y = (x - m) / sqrt(v + epsilon) scale + shift, with m and v the channel's mean and variance (correction 0) over all examples and places.
        /// Derivative: that of the formula, through mean and variance.  Shapes: x [n, channels, ..], scale and shift [channels]; y as x.  Keeps: x less its mean, the deviation, the quotient.
        /// Errors: AG662 where scale and shift do not fit, AG156 for an epsilon that is negative or not finite.
        /// Edges: a constant channel gives the shift; with epsilon 0, NaN.  Accuracy: two passes, so nothing cancels.  Source: Ioffe and Szegedy, Batch normalization, 2015.
        /// </remarks>
        /// <param name="scale">What each channel is multiplied by.</param>
        /// <param name="shift">What is added to each channel.</param>
        /// <param name="epsilon">Added to the variance, which may be zero.</param>
        public Tensor<T> BatchNorm(Tensor<T> scale, Tensor<T> shift, double epsilon = 1e-5)
        {
            CheckChannels("BatchNorm", x, scale, shift);
            CheckEpsilon("BatchNorm", epsilon);
            var axes = OverBatch(x.Rank);
            var centered = x - x.Mean(axes, keepAxes: true);
            return ScaledPerChannel(centered, centered.MeanOfSquares(axes, keepAxes: true), scale, shift, epsilon);
        }

        /// <summary>Shifts and scales each channel by a mean and a variance that are given, then by what is learned: batch normalization while evaluating.</summary>
        /// <remarks>
        /// Formula: y = (x - mean) / sqrt(variance + epsilon) scale + shift.  Derivative: that of the formula, for all five.
        /// Shapes: x [n, channels, ..], the others [channels]; y as x.  Keeps: x less the mean, the deviation, the quotient.
        /// Errors: AG662 where the vectors do not fit, AG156 for an epsilon that is negative or not finite.  Accuracy: 5 roundings.
        /// Source: Ioffe and Szegedy, Batch normalization, 2015.
        /// </remarks>
        /// <param name="scale">What each channel is multiplied by.</param>
        /// <param name="shift">What is added to each channel.</param>
        /// <param name="mean">The channels' means.</param>
        /// <param name="variance">The channels' variances.</param>
        /// <param name="epsilon">Added to the variance, which may be zero.</param>
        public Tensor<T> BatchNorm(Tensor<T> scale, Tensor<T> shift, Tensor<T> mean, Tensor<T> variance, double epsilon = 1e-5)
        {
            CheckChannels("BatchNorm", x, scale, shift);
            CheckChannels("BatchNorm", x, mean, variance);
            CheckEpsilon("BatchNorm", epsilon);
            var shape = PerChannel(x.Shape);
            return ScaledPerChannel(x - mean.ReshapeTo(shape), variance.ReshapeTo(shape), scale, shift, epsilon);
        }
    }

    private static void CheckChannels<T>(string op, Tensor<T> x, Tensor<T> first, Tensor<T> second)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (x.Rank < 2 || first.Rank != 1 || first.Length != x.Shape[1] || second.Shape != first.Shape)
        {
            throw Errors.GroupNorm(op, x.Shape, first.Shape, second.Shape, 1);
        }
    }

    private static Tensor<T> ScaledPerChannel<T>(Tensor<T> centered, Tensor<T> variance, Tensor<T> scale, Tensor<T> shift, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shape = PerChannel(centered.Shape);
        return (centered / (variance + epsilon).Sqrt() * scale.ReshapeTo(shape)) + shift.ReshapeTo(shape);
    }

    /// <summary>All axes but the second.</summary>
    private static int[] OverBatch(int rank) => [0, .. Enumerable.Range(2, rank - 2)];

    /// <summary>The shape that lines a vector up with the second axis.</summary>
    private static Shape PerChannel(Shape x)
    {
        var shape = new int[x.Rank - 1];
        Array.Fill(shape, 1);
        shape[0] = x[1];
        return Shape.Create(shape);
    }
}
