namespace AutoGrad.Tests;

public sealed class ClippingTests
{
    [Fact]
    public void The_global_norm_is_taken_over_all_gradients_and_brought_down_to_the_maximum()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(3.0));
        var y = tape.Watch(Tensor.Create(2.0, 0));
        var gradients = tape.Gradients((x * 3).Sum() + (y * Tensor.Create(4.0, 12)).Sum());
        var (clipped, norm) = gradients.ClipByGlobalNorm(6.5);
        Assert.Equal(13, norm, 12);
        Assert.Equal(6.5, clipped.GlobalNorm(), 6);
        Assert.Equal(1.5, clipped[x].ToArray()[0], 6);
        Assert.Equal(6, clipped[y].ToArray()[1], 6);
    }

    [Theory]
    [InlineData(1e25f)]
    [InlineData(3e38f)]
    [InlineData(1e-25f)]
    [InlineData(1e-40f)]
    [InlineData(0f)]
    public void The_global_norm_of_finite_gradients_neither_overflows_nor_vanishes(float size)
    {
        using var tape = new Tape<float>();
        var x = tape.Watch(Tensor.Create(1f, 1f));
        var y = tape.Watch(Tensor.Create(1f));
        var gradients = tape.Gradients((x * size).Sum() + (y * (size / 2)).Sum());
        var (clipped, norm) = gradients.ClipByGlobalNorm(1e-3);
        var expected = Math.Sqrt((2.0 * size * size) + ((double)(size / 2) * (size / 2)));
        Assert.Equal(expected, norm, Math.Max(expected, 1e-60) * 1e-6);
        Assert.Equal(Math.Min(expected, 1e-3), clipped.GlobalNorm(), Math.Max(expected, 1e-60) < 1e-3 ? expected * 1e-6 : 1e-9);
    }

    [Fact]
    public void The_norms_of_several_tensors_are_combined_within_the_range_of_double()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(3e200));
        var y = tape.Watch(Tensor.Create(4e200));
        Assert.Equal(5e200, tape.Gradients((x * 3e200).Sum() + (y * 4e200).Sum()).GlobalNorm(), 1e188);
        Assert.Equal(5e-200, tape.Gradients((x * 3e-200).Sum() + (y * 4e-200).Sum()).GlobalNorm(), 1e-212);
        Assert.Equal(double.PositiveInfinity, tape.Gradients((x * double.PositiveInfinity).Sum() + y.Sum()).GlobalNorm());
        Assert.True(double.IsNaN(tape.Gradients((x * double.NaN).Sum() + y.Sum()).GlobalNorm()));
    }

    [Fact]
    public void Gradients_below_the_maximum_stay_the_same_objects()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(3.0));
        var gradients = tape.Gradients(x.Sum());
        Assert.Same(gradients, gradients.ClipByGlobalNorm(2).Clipped);
    }

    [Fact]
    public void Values_are_moved_into_the_limits_and_NaN_stays()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Ones<double>(4));
        var clipped = tape.Gradients((x * Tensor.Create(-5.0, 0.5, 7, double.NaN)).Sum()).ClipByValue(2);
        Assert.Equal([-2, 0.5, 2, double.NaN], clipped[x].ToArray());
        Assert.Equal("AG186", Assert.Throws<ValueException>(() => clipped.ClipByValue(0)).Code);
        Assert.True(double.IsNaN(clipped.ClipByGlobalNorm(1).Norm));
        Assert.True(double.IsNaN(clipped.ClipByGlobalNorm(1).Clipped[x].ToArray()[0]));
    }

    [Fact]
    public void Each_gradient_is_clipped_by_its_own_norm()
    {
        var (a, b) = (new Parameter<double>(Tensor.Create(3.0, 4), "a"), new Parameter<double>(Tensor.Create(0.3, 0.4), "b"));
        using var tape = new Tape<double>();
        var clipped = tape.Gradients(0.5 * (a.Square().Sum() + b.Square().Sum())).ClipEachByNorm(1);
        Assert.Equal(1, clipped[a].Norm().Item(), 6);
        Assert.Equal([0.3, 0.4], clipped[b].ToArray());
        Assert.Throws<ValueException>(() => clipped.ClipEachByNorm(0));
    }

    [Fact]
    public void Adaptive_clipping_bounds_each_unit_by_its_own_size()
    {
        // Columns of norms 5 and 0.5 with gradients of norms 5 and 5; a vector counts number by number.
        var w = new Parameter<double>(Tensor.Create(new[,] { { 3.0, 0.3 }, { 4, 0.4 } }), "w");
        var b = new Parameter<double>(Tensor.Create(2.0, 0), "b");
        using var tape = new Tape<double>();
        var clipped = tape.Gradients((w * Tensor.Create(new[,] { { 3.0, 3 }, { 4, 4 } })).Sum() + (b * Tensor.Create(0.01, -7)).Sum()).ClipAdaptively(share: 0.1);
        Assert.Equal([0.3, 0.03, 0.4, 0.04], clipped[w].ToArray().Select(static value => Math.Round(value, 12)));
        Assert.Equal([0.01, -0.0001], clipped[b].ToArray().Select(static value => Math.Round(value, 12)));
    }
}
