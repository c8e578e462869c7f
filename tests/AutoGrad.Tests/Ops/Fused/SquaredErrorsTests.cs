using System.Numerics;

namespace AutoGrad.Tests;

/// <summary>The loss of least squares is one node with the bits of the ops that it is made of.</summary>
public class SquaredErrorsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void Values_and_gradients_have_the_bits_of_a_difference_and_its_squares(int length)
    {
        foreach (var isMean in new[] { false, true })
        {
            Compare<float>(length, isMean);
            Compare<double>(length, isMean);
        }
    }

    [Fact]
    public void The_mean_squared_error_is_one_node()
    {
        using var tape = new Tape<double>();
        var p = tape.Watch(Tensor.Create([1.0, 2.0]));
        var loss = Loss.MeanSquaredError(p, Tensor.Create([0.0, 4.0]));
        Assert.Equal(2, tape.Count);
        Assert.Equal(2.5, loss.Item());
        Assert.Equal([1.0, -2.0], tape.Gradients(loss)[p].ToArray());
    }

    [Fact]
    public void The_sum_over_nothing_is_zero() => Assert.Equal(0, Loss.MeanSquaredError(Tensor.Zeros<double>(0, 3), Tensor.Zeros<double>(0, 3), LossReduction.Sum).Item());

    private static void Compare<T>(int length, bool isMean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new RandomStream((ulong)length);
        var (p, t) = (random.Normal<T>([length]), random.Normal<T>([length]));
        var (value, toP, toT) = Run((p, t) => Ops.SquaredErrors(p, t, isMean));
        var (sameValue, sameToP, sameToT) = Run((p, t) => isMean ? (p - t).MeanOfSquares() : (p - t).SumOfSquares());
        Assert.Equal(sameValue, value);
        Assert.Equal(sameToP, toP);
        Assert.Equal(sameToT, toT);

        (T Value, T[] ToP, T[] ToT) Run(Func<Tensor<T>, Tensor<T>, Tensor<T>> function)
        {
            using var tape = new Tape<T>();
            var (x, y) = (tape.Watch(p), tape.Watch(t));
            var loss = function(x, y);
            var gradients = tape.Gradients(3 * loss);
            return (loss.Item(), gradients[x].ToArray(), gradients[y].ToArray());
        }
    }
}
