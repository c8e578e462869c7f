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
}
