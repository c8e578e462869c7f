using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Indices out of range, impossible numbers, products of matrices, null.</content>
internal static partial class MisuseTable
{
    private static MisuseCase[] Places =>
    [
        Refuses<IndexException>("Gather", "an index beyond the axis", () => matrix.Gather(1, Indices.Create([0, 1, 2, 3], [4, 1]))),
        Refuses<ShapeException>("Gather", "indices of another rank", () => matrix.Gather(1, [0, 1])),
        Refuses<IndexException>("Embedding", "a number beyond the table", () => matrix.Embedding([0, 4])),
        Refuses<IndexException>("Embedding", "a negative number", () => matrix.Embedding([-1])),
        Refuses<ShapeException>("Embedding", "a table that is no matrix", () => vector.Embedding([0])),
        Refuses<IndexException>("Embedding", "a table without rows", () => empty.Embedding([0])),
        Refuses<IndexException>("IndexSelect", "an index beyond the axis", () => matrix.IndexSelect(0, [3, 4])),
        Refuses<ShapeException>("IndexSelect", "a matrix of indices", () => matrix.IndexSelect(0, Indices.Create([0, 1], [1, 2]))),
        Refuses<IndexException>("OneHot", "a class beyond the last", () => Indices.Create([0, 3]).OneHot<double>(3)),
        Refuses<ShapeException>("OneHot", "a negative number of classes", () => Indices.Create([0]).OneHot<double>(-1)),
        Refuses<IndexException>("Scatter", "an index beyond the axis", () => matrix.Scatter(0, Indices.Create([0, 1, 9], [1, 3]), Tensor.Ones<double>(1, 3))),
        Refuses<ShapeException>("ScatterAdd", "values of another shape", () => matrix.ScatterAdd(0, Indices.Create([0, 1, 2], [1, 3]), Tensor.Ones<double>(2, 3))),
        Refuses<IndexException>("IndexAdd", "a negative index", () => matrix.IndexAdd(0, [-1], Tensor.Ones<double>(1, 3))),
        Refuses<IndexException>("Slice", "an index beyond the axis", () => matrix[4]),
        Refuses<IndexException>("Slice", "a range beyond the axis", () => matrix[..9]),
        Refuses<ValueException>("AxisRange", "a step of zero", () => matrix[(..).By(0)]),
        Refuses<IndexException>("Narrow", "a part beyond the axis", () => matrix.Narrow(0, 3, 2)),
        Refuses<IndexException>("Indices", "a place beyond the last", () => Indices.Create([4, 5])[2]),
        Refuses<ArgumentNullException>("Value", "no indices for Gather", () => matrix.Gather(0, null!)),
        Refuses<ArgumentNullException>("Value", "no second operand for MatMul", () => matrix.MatMul(null!)),
        Refuses<ArgumentNullException>("Value", "null among the tensors of Stack", () => Ops.Stack([matrix, null!])),
        Refuses<ArgumentNullException>("Value", "no operand for an operator", () => matrix + (Tensor<double>)null!),
    ];

    private static MisuseCase[] Numbers =>
    [
        Refuses<ValueException>("Clamp", "a lower bound above the upper", () => matrix.Clamp(1, -0.5)),
        Refuses<ValueException>("HardTanh", "a bound that is NaN", () => matrix.HardTanh(double.NaN, 1)),
        Refuses<ValueException>("Dropout", "a rate above 1", () => matrix.Dropout(1.5, new RandomStream(1))),
        Refuses<ValueException>("Dropout", "a negative rate", () => matrix.Dropout(-0.1, new RandomStream(1))),
        Refuses<ValueException>("Polygamma", "a negative order", () => matrix.Polygamma(-1)),
        Refuses<ValueException>("Celu", "a scale of zero", () => matrix.Celu(0)),
        Refuses<ValueException>("Gelu", "a form that does not exist", () => matrix.Gelu((GeluForm)7)),
        Refuses<ValueException>("Softshrink", "a negative threshold", () => matrix.Softshrink(-0.5)),
        Refuses<ValueException>("Norm", "an order that is NaN", () => matrix.Norm([0], order: double.NaN)),
        Refuses<ValueException>("Variance", "a negative correction", () => matrix.Variance([0], correction: -1)),
        Refuses<ValueException>("LayerNorm", "a negative epsilon", () => matrix.LayerNorm(Tensor.Ones<double>(3), Tensor.Zeros<double>(3), -1e-5)),
        Refuses<ValueException>("Pad", "a negative amount", () => matrix.Pad([(-1, 0)])),
        Refuses<ValueException>("Repeat", "a negative count", () => matrix.Repeat(-1, 0)),
        Refuses<ValueException>("Chunk", "no parts", () => matrix.Chunk(0)),
        Refuses<ValueException>("Arange", "a step of zero", () => Tensor.Arange(0.0, 1.5, 0)),
        Refuses<ValueException>("RandomStream.Uniform", "bounds the wrong way round", () => new RandomStream(1).Uniform<double>([2], 1, -0.5)),
        Refuses<ValueException>("RandomStream.Normal", "a negative standard deviation", () => new RandomStream(1).Normal<double>([2], 0, -1.5)),
        Refuses<ValueException>("RandomStream.NextInteger", "a bound of zero", () => new RandomStream(1).NextInteger(0)),
    ];

    private static MisuseCase[] Products =>
    [
        Refuses<ShapeException>("MatMul", "inner sizes that differ", () => matrix.MatMul(matrix)),
        Refuses<ShapeException>("MatMul", "inner sizes that differ once transposed", () => matrix.MatMul(square, transposeLeft: true)),
        Refuses<ShapeException>("MatMul", "a single number", () => matrix.MatMul(number)),
        Refuses<ShapeException>("MatMul", "batches that do not broadcast", () => Tensor.Zeros<double>(2, 4, 3).MatMul(Tensor.Zeros<double>(5, 3, 4))),
        Refuses<ShapeException>("Affine", "a weight the wrong way round", () => matrix.Affine(Tensor.Zeros<double>(5, 3), Tensor.Zeros<double>(5))),
        Refuses<ShapeException>("Affine", "a bias of another size", () => matrix.Affine(Tensor.Zeros<double>(3, 5), Tensor.Zeros<double>(3))),
        Refuses<ShapeException>("Dot", "vectors of different lengths", () => vector.Dot(Tensor.Zeros<double>(4))),
        Refuses<ShapeException>("Outer", "a matrix", () => matrix.Outer(vector)),
        Refuses<ShapeException>("TensorDot", "sizes that do not pair", () => matrix.TensorDot(square, [0], [0])),
        Refuses<ShapeException>("Bilinear", "a weight of another size", () => matrix.Bilinear(matrix, Tensor.Zeros<double>(2, 3, 4))),
        Refuses<ValueException>("Einsum", "more terms than tensors", () => Ops.Einsum("ij,jk", matrix)),
        Refuses<ValueException>("Einsum", "a character that is no letter", () => Ops.Einsum("i1->i", matrix)),
        Refuses<ValueException>("Einsum", "a letter of the output that no term has", () => Ops.Einsum("ij->ik", matrix)),
        Refuses<ShapeException>("Einsum", "a letter of two sizes", () => Ops.Einsum("ij,jk->ik", matrix, matrix)),
        Refuses<ShapeException>("Einsum", "fewer letters than axes", () => Ops.Einsum("i->i", matrix)),
    ];
}
