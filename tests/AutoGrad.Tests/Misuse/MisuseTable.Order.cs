using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Order, scans, segments, windows of an axis, sequences and norms that do not fit.</content>
internal static partial class MisuseTable
{
    private static MisuseCase[] Orders =>
    [
        Refuses<AxisException>("ArgSort", "a number without axes", () => number.ArgSort()),
        Refuses<ValueException>("TopK", "more elements than there are", () => vector.TopK(4)),
        Refuses<ShapeException>("Median", "an empty axis", () => empty.Median(0)),
        Refuses<ValueException>("Quantile", "a share in percent", () => vector.Quantile(50)),
        Refuses<ShapeException>("Quantile", "an empty axis", () => empty.Quantile(0.5, 0)),
        Refuses<AxisException>("CumulativeSum", "an axis that does not exist", () => matrix.CumulativeSum(2)),
        Refuses<ValueException>("Difference", "a negative order", () => vector.Difference(-1)),
        Refuses<ShapeException>("SafeWhere", "a condition larger than x", () => vector.SafeWhere(Tensor.Ones<double>(2, 3), static x => x, static x => x)),
        Refuses<ShapeException>("SafeWhere", "a function that reduces", () => vector.SafeWhere(vector, static x => x.Sum(), static x => x)),
        Refuses<ShapeException>("SegmentSum", "too few segments", () => matrix.SegmentSum([0, 1], 2)),
        Refuses<IndexException>("SegmentMax", "a segment beyond the count", () => vector.SegmentMax([0, 1, 2], 2)),
        Refuses<ShapeException>("SegmentMean", "a matrix of segments", () => vector.SegmentMean(Indices.Create([0, 1, 2], [1, 3]), 3)),
        Refuses<IndexException>("ScatterReduce", "an index outside the axis", () => vector.ScatterReduce(0, [3], number, ScatterReduction.Maximum)),
        Refuses<ValueException>("ScatterReduce", "a reduction that does not exist", () => vector.ScatterReduce(0, [1], number, (ScatterReduction)9)),
        Refuses<ValueException>("Unfold", "a window larger than the axis", () => vector.Unfold(0, 4)),
        Refuses<ShapeException>("Fold", "too many windows", () => matrix.Fold(0, 4)),
        Refuses<ShapeException>("Conv1D", "an image", () => image.Conv1D(Tensor.Ones<double>(2, 4, 3))),
        Refuses<ShapeException>("Conv1D", "a window longer than the sequence", () => Tensor.Ones<double>(1, 2, 3).Conv1D(Tensor.Ones<double>(1, 2, 4))),
        Refuses<ShapeException>("ConvTranspose2D", "a weight in the order of a convolution's", () => image.ConvTranspose2D(Tensor.Ones<double>(2, 4, 3, 3))),
        Refuses<ValueException>("ConvTranspose2D", "an output padding that is not below the stride", () => image.ConvTranspose2D(Tensor.Ones<double>(4, 2, 3, 3), outputPadding: 1)),
        Refuses<ShapeException>("ConvTranspose1D", "a padding that leaves nothing", () => Tensor.Ones<double>(1, 1, 1).ConvTranspose1D(Tensor.Ones<double>(1, 1, 2), padding: 1)),
        Refuses<ShapeException>("AdaptiveMaxPool2D", "an image without rows", () => Tensor.Ones<double>(1, 0, 3).AdaptiveMaxPool2D(1, 1)),
        Refuses<ValueException>("AdaptiveAveragePool2D", "no rows", () => image.AdaptiveAveragePool2D(0, 1)),
        Refuses<ShapeException>("Interpolate", "a vector", () => vector.Interpolate(2, 2)),
        Refuses<ValueException>("Interpolate", "an interpolation that does not exist", () => image.Interpolate(2, 2, (Interpolation)5)),
        Refuses<ShapeException>("RmsNorm", "a scale of another size", () => matrix.RmsNorm(Tensor.Ones<double>(4))),
        Refuses<ValueException>("RmsNorm", "a negative epsilon", () => matrix.RmsNorm(vector, -1)),
        Refuses<ShapeException>("GroupNorm", "groups that do not divide the channels", () => matrix.GroupNorm(2, vector, vector)),
        Refuses<ValueException>("GroupNorm", "a layer whose groups do not divide its channels", () => new GroupNorm<double>(2, 3)),
        Refuses<ShapeException>("BatchNorm", "a scale of another size", () => matrix.BatchNorm(Tensor.Ones<double>(4), vector)),
        Refuses<ShapeException>("BatchNorm2D", "a vector for each example", () => new BatchNorm2D<double>(3).Forward(matrix)),
        Refuses<ValueException>("Conv1D", "a layer without a window", () => new Conv1D<double>(1, 1, 0, new RandomStream(1))),
        Refuses<ValueException>("Bilinear", "a layer without outputs", () => new Bilinear<double>(1, 1, 0, new RandomStream(1))),
        Refuses<ShapeException>("PositionalEncoding", "a vector", () => new PositionalEncoding<double>().Forward(vector)),
        Refuses<ShapeException>("RotaryEmbedding", "an odd number of features", () => matrix.RotaryEmbedding()),
        Refuses<ValueException>("RotaryEmbedding", "a theta of zero", () => square.RotaryEmbedding(theta: 0)),
    ];
}
