namespace AutoGrad.Shaping;

/// <summary>What ops that rearrange, cut and join refuse.</summary>
public class ShapingErrorTests
{
    private static readonly Tensor<double> Matrix = Tensor.Zeros<double>(4, 3);
    private static readonly Tensor<double> Small = Tensor.Zeros<double>(2, 2);
    private static readonly Tensor<double> Vector = Tensor.Zeros<double>(3);
    private static readonly Tensor<double> Number = Tensor.Scalar(1.0);

    public static TheoryData<string, Func<object>> Refusals => new()
    {
        { "AG163", () => Ops.Concat([Matrix, Small]) },
        { "AG163", () => Ops.Concat([Matrix, Vector]) },
        { "AG111", () => Ops.Concat([Number, Number]) },
        { "AG169", () => Ops.Concat<double>([]) },
        { "AG169", () => Ops.Stack<double>([]) },
        { "AG105", () => Ops.Stack([Matrix, Small]) },
        { "AG164", () => Ops.Stack([Matrix, Matrix], 3) },
        { "AG164", () => Matrix.Permute(0) },
        { "AG112", () => Matrix.Permute(0, -2) },
        { "AG111", () => Matrix.Permute(0, 2) },
        { "AG164", () => Matrix.Unsqueeze(3) },
        { "AG164", () => Matrix.Unsqueeze(0, -4) },
        { "AG101", () => Matrix.Unsqueeze(0, 1, 2, 3, 4, 5, 6) },
        { "AG166", () => Matrix.Squeeze(0) },
        { "AG108", () => Matrix.Flatten(1, 0) },
        { "AG165", () => Matrix.Split([1, 2]) },
        { "AG165", () => Matrix.Split([5, -1]) },
        { "AG169", () => Matrix.Chunk(0) },
        { "AG169", () => Matrix.Repeat(-1, 0) },
        { "AG169", () => Matrix.Repeat(int.MaxValue, 0) },
        { "AG169", () => Matrix.Tile(2, -1) },
        { "AG108", () => Vector.Transpose() },
        { "AG167", () => Matrix.Pad([(-1, 0)]) },
        { "AG167", () => Matrix.Pad([(1, 0), (1, 0), (1, 1)]) },
        { "AG167", () => Matrix.Pad([(int.MaxValue, int.MaxValue)]) },
        { "AG167", () => Tensor.Zeros<double>(1).Pad([(1, 0)], PaddingMode.Reflect) },
        { "AG167", () => Tensor.Zeros<double>(0).Pad([(1, 0)], PaddingMode.Circular) },
        { "AG112", () => Matrix.Diagonal(0, 1, -1) },
        { "AG108", () => Number.DiagonalMatrix() },
        { "AG103", () => Vector.DiagonalMatrix(int.MinValue) },
        { "AG108", () => Vector.Trace() },
        { "AG108", () => Vector.LowerTriangle() },
        { "AG108", () => Vector.UpperTriangle() },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void A_call_against_the_rules_names_the_rule(string code, Func<object> call) => Assert.Equal(code, Assert.ThrowsAny<AutoGradException>(call).Code);

    [Fact]
    public void Diagonals_and_triangles_far_outside_are_empty_or_whole()
    {
        Assert.Equal([0], Matrix.Diagonal(int.MinValue).Shape);
        Assert.Equal([0], Matrix.Diagonal(int.MaxValue).Shape);
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
}
