namespace AutoGrad.Shaping;

/// <summary>What ops that rearrange, cut and join refuse.</summary>
public class ShapingErrorTests
{
    private static readonly Tensor<double> matrix = Tensor.Zeros<double>(4, 3);
    private static readonly Tensor<double> small = Tensor.Zeros<double>(2, 2);
    private static readonly Tensor<double> vector = Tensor.Zeros<double>(3);
    private static readonly Tensor<double> number = Tensor.Scalar(1.0);

    public static TheoryData<string, Func<object>> Refusals => new()
    {
        { "AG163", () => Ops.Concat([matrix, small]) },
        { "AG163", () => Ops.Concat([matrix, vector]) },
        { "AG111", () => Ops.Concat([number, number]) },
        { "AG169", () => Ops.Concat<double>([]) },
        { "AG169", () => Ops.Stack<double>([]) },
        { "AG105", () => Ops.Stack([matrix, small]) },
        { "AG164", () => Ops.Stack([matrix, matrix], 3) },
        { "AG164", () => matrix.Permute(0) },
        { "AG112", () => matrix.Permute(0, -2) },
        { "AG111", () => matrix.Permute(0, 2) },
        { "AG164", () => matrix.Unsqueeze(3) },
        { "AG164", () => matrix.Unsqueeze(0, -4) },
        { "AG101", () => matrix.Unsqueeze(0, 1, 2, 3, 4, 5, 6) },
        { "AG166", () => matrix.Squeeze(0) },
        { "AG108", () => matrix.Flatten(1, 0) },
        { "AG165", () => matrix.Split([1, 2]) },
        { "AG165", () => matrix.Split([5, -1]) },
        { "AG169", () => matrix.Chunk(0) },
        { "AG169", () => matrix.Repeat(-1, 0) },
        { "AG169", () => matrix.Repeat(int.MaxValue, 0) },
        { "AG169", () => matrix.Tile(2, -1) },
        { "AG108", () => vector.Transpose() },
        { "AG167", () => matrix.Pad([(-1, 0)]) },
        { "AG167", () => matrix.Pad([(1, 0), (1, 0), (1, 1)]) },
        { "AG167", () => matrix.Pad([(int.MaxValue, int.MaxValue)]) },
        { "AG167", () => Tensor.Zeros<double>(1).Pad([(1, 0)], PaddingMode.Reflect) },
        { "AG167", () => Tensor.Zeros<double>(0).Pad([(1, 0)], PaddingMode.Circular) },
        { "AG112", () => matrix.Diagonal(0, 1, -1) },
        { "AG108", () => number.DiagonalMatrix() },
        { "AG103", () => vector.DiagonalMatrix(int.MinValue) },
        { "AG108", () => vector.Trace() },
        { "AG108", () => vector.LowerTriangle() },
        { "AG108", () => vector.UpperTriangle() },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void A_call_against_the_rules_names_the_rule(string code, Func<object> call) => Assert.Equal(code, Assert.ThrowsAny<AutoGradException>(call).Code);

    [Fact]
    public void Diagonals_and_triangles_far_outside_are_empty_or_whole()
    {
        Assert.Equal([0], matrix.Diagonal(int.MinValue).Shape);
        Assert.Equal([0], matrix.Diagonal(int.MaxValue).Shape);
        var ones = Tensor.Ones<double>(2, 2);
        Assert.Equal([1, 1, 1, 1], ones.LowerTriangle(int.MaxValue).ToArray());
        Assert.Equal([0, 0, 0, 0], ones.LowerTriangle(int.MinValue).ToArray());
        Assert.Equal([0, 0, 0, 0], ones.UpperTriangle(int.MaxValue).ToArray());
        Assert.Equal([1, 1, 1, 1], ones.UpperTriangle(int.MinValue).ToArray());
    }

    [Fact]
    public void Rolling_by_any_number_comes_round() => Assert.Equal([3, 4, 0, 1, 2], Tensor.Arange<double>(5).Roll(int.MinValue, 0).ToArray());

    [Fact]
    public void Exchanging_axes_of_size_1_copies_nothing()
    {
        var x = Tensor.Arange<double>(6).Reshape(1, 6);
        Assert.True(x.AsSpan().Overlaps(x.Transpose().AsSpan()));
    }

    [Fact]
    public void Indices_take_one_size_for_whatever_is_left()
    {
        var indices = Indices.Create([1, 2, 3, 4, 5, 6]);
        Assert.Equal([2, 3], indices.Reshape(2, -1).Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], indices.Reshape(2, -1).Reshape(-1).ToArray());
        Assert.Throws<ShapeException>(() => indices.Reshape(4, -1));
        Assert.Throws<ShapeException>(() => indices.Reshape(-1, -1));
    }
}
