namespace AutoGrad.Tests.Tensors;

public sealed class ShapeTests
{
    [Fact]
    public void A_shape_is_a_list_of_sizes_that_counts_its_axes()
    {
        Shape shape = [2, 3, 4];
        Assert.Equal(3, shape.Rank);
        Assert.Equal(24, shape.ElementCount);
        Assert.Equal(4, shape[^1]);
        Assert.Equal([2, 3, 4, 9], (int[])[.. shape, 9]);
        Assert.Equal(Shape.Create(2, 3, 4), shape);
        Assert.True(shape == Shape.Create([.. shape]));
        Assert.NotEqual(Shape.Create(2, 3), shape);
        Assert.Equal(Shape.Create(2, 3).GetHashCode(), Shape.Create(2, 3).GetHashCode());
    }

    [Fact]
    public void The_empty_list_is_the_shape_of_one_number()
    {
        Assert.Same(Shape.Scalar, Shape.Create());
        Assert.Equal(1, Shape.Scalar.ElementCount);
        Assert.Equal("[]", Shape.Scalar.ToString());
    }

    [Fact]
    public void A_zero_size_empties_the_shape_however_large_the_others_are() =>
        Assert.Equal(0, Shape.Create(int.MaxValue, int.MaxValue, 0).ElementCount);

    [Fact]
    public void Impossible_shapes_are_refused()
    {
        Assert.Equal("AG102", Assert.Throws<ShapeException>(() => Shape.Create(2, -1)).Code);
        Assert.Equal("AG101", Assert.Throws<ShapeException>(() => Shape.Create(1, 1, 1, 1, 1, 1, 1, 1, 1)).Code);
        Assert.Equal("AG103", Assert.Throws<ShapeException>(() => Shape.Create(1 << 20, 1 << 20)).Code);
        Assert.Equal("AG111", Assert.Throws<AxisException>(() => Shape.Create(2)[1]).Code);
    }
}
