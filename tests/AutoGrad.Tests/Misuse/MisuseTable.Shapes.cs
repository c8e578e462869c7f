using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Shapes that do not fit, axes that do not exist, impossible sizes.</content>
internal static partial class MisuseTable
{
    private static MisuseCase[] Shapes =>
    [
        Refuses<ShapeException>("Add", "sizes that do not broadcast", () => Matrix + Square),
        Refuses<ShapeException>("Subtract", "a column against a row that is too long", () => Matrix - Tensor.Ones<double>(4)),
        Refuses<ShapeException>("Multiply", "ranks that differ and sizes that do not fit", () => Tensor.Zeros<double>(2, 1, 5) * Matrix),
        Refuses<ShapeException>("Maximum", "sizes that do not broadcast", () => Matrix.Maximum(Square)),
        Refuses<ShapeException>("Less", "sizes that do not broadcast", () => Matrix < Square),
        Refuses<ShapeException>("Where", "a condition of another shape", () => Ops.Where(Square, Matrix, Matrix)),
        Refuses<ShapeException>("Add", "a broadcast result that is too large", () => Tensor.Zeros<double>(65536, 1) + Tensor.Zeros<double>(1, 65536)),
        Refuses<ShapeException>("Reshape", "another number of elements", () => Matrix.Reshape(5, 2)),
        Refuses<ShapeException>("Reshape", "a rest that is not whole", () => Matrix.Reshape(5, -1)),
        Refuses<ShapeException>("Reshape", "two rests", () => Matrix.Reshape(-1, -1)),
        Refuses<ShapeException>("Reshape", "a negative size", () => Matrix.Reshape(2, -6)),
        Refuses<ShapeException>("BroadcastTo", "a shape that is not larger", () => Matrix.BroadcastTo([4, 4])),
        Refuses<ShapeException>("SumTo", "a shape that does not broadcast back", () => Matrix.SumTo([2, 3])),
        Refuses<ShapeException>("Concat", "sizes that differ beside the axis", () => Ops.Concat([Matrix, Square])),
        Refuses<ShapeException>("Concat", "ranks that differ", () => Ops.Concat([Matrix, Vector])),
        Refuses<ValueException>("Concat", "no tensors", () => Ops.Concat<double>([])),
        Refuses<ShapeException>("Stack", "shapes that differ", () => Ops.Stack([Matrix, Square])),
        Refuses<ShapeException>("Split", "sizes that do not add up", () => Matrix.Split([1, 2])),
        Refuses<ShapeException>("Squeeze", "an axis that is not 1 long", () => Matrix.Squeeze(0)),
        Refuses<ShapeException>("Transpose", "a vector", () => Vector.Transpose()),
        Refuses<ShapeException>("Glu", "an odd axis", () => Matrix.Glu()),
        Refuses<ShapeException>("LayerNorm", "a scale of another size", () => Matrix.LayerNorm(Tensor.Ones<double>(4), Tensor.Zeros<double>(4))),
        Refuses<ShapeException>("Shape", "nine axes", () => Shape.Create(1, 1, 1, 1, 1, 1, 1, 1, 1)),
        Refuses<ShapeException>("Unsqueeze", "nine axes", () => Matrix.Unsqueeze(0, 1, 2, 3, 4, 5, 6)),
        Refuses<ShapeException>("FromArray", "nine axes", () => Tensor.FromArray<double>(new double[1, 1, 1, 1, 1, 1, 1, 1, 1])),
        Refuses<ShapeException>("Shape", "a negative size", () => Shape.Create(2, -3)),
        Refuses<ShapeException>("Zeros", "a negative size", () => Tensor.Zeros<double>(2, -3)),
        Refuses<ShapeException>("Zeros", "too many elements", () => Tensor.Zeros<double>(65536, 65536)),
        Refuses<ShapeException>("Create", "too few values", () => Tensor.Create<double>([1, 2, 3, 4, 5], [2, 3])),
        Refuses<ShapeException>("Indices.Create", "too many values", () => Indices.Create([0, 1, 2], [2])),
        Refuses<ShapeException>("Item", "many elements", () => Matrix.Item()),
        Refuses<ShapeException>("Item", "no element", () => Empty.Item()),
        Refuses<ValueException>("FromArray", "an array of integers", () => Tensor.FromArray<double>(new int[2, 2])),
        Refuses<ShapeException>("Max", "an empty tensor", () => Empty.Max()),
        Refuses<ShapeException>("ArgMax", "an empty axis", () => Empty.ArgMax(0)),
    ];

    private static MisuseCase[] Axes =>
    [
        Refuses<AxisException>("Sum", "an axis beyond the last", () => Matrix.Sum(2)),
        Refuses<AxisException>("Mean", "a negative axis beyond the first", () => Matrix.Mean(-3)),
        Refuses<AxisException>("Sum", "an axis of a single number", () => Number.Sum(0)),
        Refuses<AxisException>("Max", "an axis twice", () => Matrix.Max(1, -1)),
        Refuses<AxisException>("Softmax", "an axis beyond the last", () => Matrix.Softmax(2)),
        Refuses<AxisException>("Concat", "an axis beyond the last", () => Ops.Concat([Matrix, Matrix], 2)),
        Refuses<AxisException>("Stack", "a new axis beyond the end", () => Ops.Stack([Matrix, Matrix], 3)),
        Refuses<AxisException>("Permute", "an axis left out", () => Matrix.Permute(0)),
        Refuses<AxisException>("Permute", "an axis twice", () => Matrix.Permute(0, 0)),
        Refuses<AxisException>("Transpose", "an axis that does not exist", () => Matrix.Transpose(0, 2)),
        Refuses<AxisException>("Slice", "more ranges than axes", () => Matrix[0, 1, 2]),
        Refuses<AxisException>("Shape", "the size of an axis that does not exist", () => Matrix.Shape[2]),
        Refuses<AxisException>("Shape", "the size of axis -1", () => Matrix.Shape[-1]),
        Refuses<AxisException>("Variance", "an axis twice", () => Matrix.Variance(0, 0)),
    ];
}
