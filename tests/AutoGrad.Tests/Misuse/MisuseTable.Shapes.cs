using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Shapes that do not fit, axes that do not exist, impossible sizes.</content>
internal static partial class MisuseTable
{
    private static MisuseCase[] Shapes =>
    [
        Refuses<ShapeException>("Add", "sizes that do not broadcast", () => matrix + square),
        Refuses<ShapeException>("Subtract", "a column against a row that is too long", () => matrix - Tensor.Ones<double>(4)),
        Refuses<ShapeException>("Multiply", "ranks that differ and sizes that do not fit", () => Tensor.Zeros<double>(2, 1, 5) * matrix),
        Refuses<ShapeException>("Maximum", "sizes that do not broadcast", () => matrix.Maximum(square)),
        Refuses<ShapeException>("Less", "sizes that do not broadcast", () => matrix < square),
        Refuses<ShapeException>("Where", "a condition of another shape", () => Ops.Where(square, matrix, matrix)),
        Refuses<ShapeException>("Add", "a broadcast result that is too large", () => Tensor.Zeros<double>(65536, 1) + Tensor.Zeros<double>(1, 65536)),
        Refuses<ShapeException>("Reshape", "another number of elements", () => matrix.Reshape(5, 2)),
        Refuses<ShapeException>("Reshape", "a rest that is not whole", () => matrix.Reshape(5, -1)),
        Refuses<ShapeException>("Reshape", "two rests", () => matrix.Reshape(-1, -1)),
        Refuses<ShapeException>("Reshape", "a negative size", () => matrix.Reshape(2, -6)),
        Refuses<ShapeException>("BroadcastTo", "a shape that is not larger", () => matrix.BroadcastTo([4, 4])),
        Refuses<ShapeException>("SumTo", "a shape that does not broadcast back", () => matrix.SumTo([2, 3])),
        Refuses<ShapeException>("Concat", "sizes that differ beside the axis", () => Ops.Concat([matrix, square])),
        Refuses<ShapeException>("Concat", "ranks that differ", () => Ops.Concat([matrix, vector])),
        Refuses<ValueException>("Concat", "no tensors", () => Ops.Concat<double>([])),
        Refuses<ShapeException>("Stack", "shapes that differ", () => Ops.Stack([matrix, square])),
        Refuses<ShapeException>("Split", "sizes that do not add up", () => matrix.Split([1, 2])),
        Refuses<ShapeException>("Squeeze", "an axis that is not 1 long", () => matrix.Squeeze(0)),
        Refuses<ShapeException>("Transpose", "a vector", () => vector.Transpose()),
        Refuses<ShapeException>("Glu", "an odd axis", () => matrix.Glu()),
        Refuses<ShapeException>("LayerNorm", "a scale of another size", () => matrix.LayerNorm(Tensor.Ones<double>(4), Tensor.Zeros<double>(4))),
        Refuses<ShapeException>("Shape", "nine axes", () => Shape.Create(1, 1, 1, 1, 1, 1, 1, 1, 1)),
        Refuses<ShapeException>("Unsqueeze", "nine axes", () => matrix.Unsqueeze(0, 1, 2, 3, 4, 5, 6)),
        Refuses<ShapeException>("FromArray", "nine axes", () => Tensor.FromArray<double>(new double[1, 1, 1, 1, 1, 1, 1, 1, 1])),
        Refuses<ShapeException>("Shape", "a negative size", () => Shape.Create(2, -3)),
        Refuses<ShapeException>("Zeros", "a negative size", () => Tensor.Zeros<double>(2, -3)),
        Refuses<ShapeException>("Zeros", "too many elements", () => Tensor.Zeros<double>(65536, 65536)),
        Refuses<ShapeException>("Create", "too few values", () => Tensor.Create<double>([1, 2, 3, 4, 5], [2, 3])),
        Refuses<ShapeException>("Indices.Create", "too many values", () => Indices.Create([0, 1, 2], [2])),
        Refuses<ShapeException>("Item", "many elements", () => matrix.Item()),
        Refuses<ShapeException>("Item", "no element", () => empty.Item()),
        Refuses<ValueException>("FromArray", "an array of integers", () => Tensor.FromArray<double>(new int[2, 2])),
        Refuses<ShapeException>("Max", "an empty tensor", () => empty.Max()),
        Refuses<ShapeException>("ArgMax", "an empty axis", () => empty.ArgMax(0)),
    ];

    private static MisuseCase[] Axes =>
    [
        Refuses<AxisException>("Sum", "an axis beyond the last", () => matrix.Sum(2)),
        Refuses<AxisException>("Mean", "a negative axis beyond the first", () => matrix.Mean(-3)),
        Refuses<AxisException>("Sum", "an axis of a single number", () => number.Sum(0)),
        Refuses<AxisException>("Max", "an axis twice", () => matrix.Max(1, -1)),
        Refuses<AxisException>("Softmax", "an axis beyond the last", () => matrix.Softmax(2)),
        Refuses<AxisException>("Concat", "an axis beyond the last", () => Ops.Concat([matrix, matrix], 2)),
        Refuses<AxisException>("Stack", "a new axis beyond the end", () => Ops.Stack([matrix, matrix], 3)),
        Refuses<AxisException>("Permute", "an axis left out", () => matrix.Permute(0)),
        Refuses<AxisException>("Permute", "an axis twice", () => matrix.Permute(0, 0)),
        Refuses<AxisException>("Transpose", "an axis that does not exist", () => matrix.Transpose(0, 2)),
        Refuses<AxisException>("Slice", "more ranges than axes", () => matrix[0, 1, 2]),
        Refuses<AxisException>("Shape", "the size of an axis that does not exist", () => matrix.Shape[2]),
        Refuses<AxisException>("Shape", "the size of axis -1", () => matrix.Shape[-1]),
        Refuses<AxisException>("Variance", "an axis twice", () => matrix.Variance(0, 0)),
    ];
}
