namespace AutoGrad.Shaping;

/// <summary>How parts are written, and what lies outside. Values and gradients are rows of the table.</summary>
public class SliceTests
{
    private static readonly Tensor<double> matrix = Tensor.Arange<double>(12).Reshape(4, 3);

    [Fact]
    public void Indices_drop_their_axis_and_ranges_keep_it()
    {
        Assert.Equal([3], matrix[0].Shape);
        Assert.Equal([4], matrix[.., 0].Shape);
        Assert.Equal([1, 3], matrix[0..1].Shape);
        Assert.Equal(11, matrix[^1, ^1].Item());
    }

    [Fact]
    public void A_negative_step_walks_backwards_from_the_end_of_its_range()
    {
        Assert.Equal([9, 6, 3, 0], matrix[(..).By(-1), 0].ToArray());
        Assert.Equal([6, 0], matrix[(..3).By(-2), 0].ToArray());
        Assert.Equal([3, 9], matrix[(1..).By(2), 0].ToArray());
    }

    [Theory]
    [InlineData(int.MinValue, 9)]
    [InlineData(int.MaxValue, 0)]
    public void A_step_longer_than_the_range_takes_one_element(int step, double element) => Assert.Equal([element], matrix[(..).By(step), 0].ToArray());

    [Fact]
    public void The_default_takes_everything_and_copies_nothing()
    {
        Assert.Same(matrix, matrix.Slice());
        Assert.Same(matrix, matrix[.., default]);
    }

    [Fact]
    public void A_range_prints_as_it_is_written()
    {
        AxisRange[] ranges = [3, ^2, 1..^2, (2..).By(-2), default];
        Assert.Equal("3 ^2 1..^2 (2..^0).By(-2) ..", string.Join(" ", ranges));
    }

    [Fact]
    public void Nothing_is_clipped()
    {
        Refuses<IndexException>("AG160", () => matrix[-1]);
        Refuses<IndexException>("AG160", () => matrix[4]);
        Refuses<IndexException>("AG160", () => matrix[^5]);
        Refuses<IndexException>("AG160", () => matrix[^0]);
        Refuses<IndexException>("AG160", () => matrix[2..5]);
        Refuses<IndexException>("AG160", () => matrix[3..2]);
        Refuses<IndexException>("AG160", () => matrix[^9..]);
        Refuses<IndexException>("AG160", () => matrix.Select(0, -1));
        Refuses<IndexException>("AG160", () => matrix.Narrow(0, 2, 3));
        Refuses<IndexException>("AG160", () => matrix.Narrow(0, int.MaxValue, 1));
        Refuses<IndexException>("AG160", () => matrix.SelectUpdate(1, 3, matrix));
        Refuses<AxisException>("AG161", () => matrix[0, 0, 0]);
        Refuses<ValueException>("AG162", () => matrix[(..).By(0)]);
    }

    [Fact]
    public void Values_of_an_update_must_fit_its_part()
    {
        var error = Assert.Throws<ShapeException>(() => matrix.SliceUpdate([0..2], Tensor.Zeros<double>(4)));
        Assert.Equal(("AG108", "SliceUpdate"), (error.Code, error.Op));
    }

    private static void Refuses<TException>(string code, Func<object> action)
        where TException : AutoGradException => Assert.Equal(code, Assert.Throws<TException>(action).Code);
}
