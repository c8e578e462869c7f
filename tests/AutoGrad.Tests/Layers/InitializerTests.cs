namespace AutoGrad.Tests;

public sealed class InitializerTests
{
    [Fact]
    public void Glorot_and_He_have_the_variances_of_their_papers()
    {
        const int Inputs = 300, Outputs = 100;
        (Initializer Initializer, double Variance)[] cases =
        [
            (Initializer.GlorotUniform, 2.0 / (Inputs + Outputs)), (Initializer.GlorotNormal, 2.0 / (Inputs + Outputs)),
            (Initializer.HeUniform, 2.0 / Inputs), (Initializer.HeNormal, 2.0 / Inputs),
        ];
        foreach (var (initializer, variance) in cases)
        {
            var w = initializer.Create<double>([Inputs, Outputs], new RandomStream(1));
            Assert.Equal(0, w.Mean().Item(), 0.002);
            Assert.Equal(1, w.Variance().Item() / variance, 0.03);
        }

        var bound = Math.Sqrt(6.0 / (Inputs + Outputs));
        Assert.True(Initializer.GlorotUniform.Create<double>([Inputs, Outputs], new RandomStream(1)).Abs().Max().Item() <= bound);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(7, 30)]
    [InlineData(30, 7)]
    [InlineData(1, 5)]
    [InlineData(0, 5)]
    public void Orthogonal_keeps_lengths(int rows, int columns)
    {
        var q = Initializer.Orthogonal(2).Create<double>([rows, columns], new RandomStream(2));
        var product = rows <= columns ? q.MatMul(q.Transpose()) : q.Transpose().MatMul(q);
        var distance = product - (4 * Tensor.Eye<double>(Math.Min(rows, columns)));
        Assert.True(distance.Length == 0 || distance.Abs().Max().Item() < 1e-14 * 100);
    }

    [Fact]
    public void Orthogonal_rows_of_no_direction_become_some_orthonormal_ones()
    {
        var zeros = Tensor.Zeros<double>(3, 4);
        var q = Tensor<double>.Allocate("Orthogonal", zeros.Shape);
        Launch.Run(new OrthonormalKernel<double>(3, 4, 1), zeros, q);
        Assert.Equal(Tensor.Eye<double>(3).ToArray(), q.MatMul(q.Transpose()).ToArray());
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights()
    {
        foreach (var initializer in new[] { Initializer.Normal(1, 2), Initializer.Uniform(-3, 1), Initializer.Orthogonal(), Initializer.HeNormal })
        {
            var first = initializer.Create<float>([5, 6], new RandomStream(9)).ToArray();
            Assert.Equal(first, initializer.Create<float>([5, 6], new RandomStream(9)).ToArray());
            Assert.NotEqual(first, initializer.Create<float>([5, 6], new RandomStream(10)).ToArray());
        }

        Assert.All(Initializer.Constant(0.5).Create<float>([4], new RandomStream(1)).ToArray(), static value => Assert.Equal(0.5f, value));
    }
}
