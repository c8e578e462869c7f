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

    [Fact]
    public void Truncated_normals_stay_within_their_bound_and_keep_their_spread()
    {
        var values = Initializer.TruncatedNormal(1, 0.5).Create<double>([200, 200], new RandomStream(3)).ToArray();
        Assert.All(values, static value => Assert.InRange(value, 0, 2));

        // The variance of a normal cut at two deviations is 0.7737 of the whole's.
        Assert.Equal(1, values.Average(), 0.01);
        Assert.Equal(0.25 * 0.77374, values.Average(static value => (value - 1) * (value - 1)), 0.005);
    }

    [Fact]
    public void Sparse_matrices_have_their_zeros_in_every_column_and_the_identity_its_ones()
    {
        var sparse = Initializer.Sparse(0.3, 2).Create<double>([10, 7], new RandomStream(3));
        Assert.Equal(Enumerable.Repeat(3.0, 7), sparse.EqualTo(0).Sum(0).ToArray());
        Assert.Equal([2.0, 0, 0, 0, 2, 0], Initializer.Identity(2).Create<double>([2, 3], new RandomStream(3)).ToArray());
    }

    [Fact]
    public void Variance_scaling_uses_the_fan_that_it_is_told()
    {
        foreach (var (fan, expected) in new[] { (Fan.In, 3.0 / 100), (Fan.Out, 3.0 / 300), (Fan.Average, 3.0 / 200) })
        {
            foreach (var normal in new[] { true, false })
            {
                var values = Initializer.VarianceScaling(3, fan, normal).Create<double>([100, 300], new RandomStream(5)).ToArray();
                Assert.Equal(1, values.Average(static value => value * value) / expected, 0.05);
            }
        }

        Assert.Equal(Initializer.VarianceScaling(2), Initializer.HeNormal);
    }
}
