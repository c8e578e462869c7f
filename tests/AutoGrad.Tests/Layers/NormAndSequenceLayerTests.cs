namespace AutoGrad.Tests;

public sealed class NormAndSequenceLayerTests
{
    [Fact]
    public void Norms_of_rows_and_groups_are_their_ops()
    {
        var x = new RandomStream(1).Normal<double>([3, 4, 5]);
        var rms = new RmsNorm<double>(5);
        rms.Weight.Assign(Tensor.Arange<double>(5));
        Assert.Equal(x.RmsNorm(rms.Weight).ToArray(), rms.Forward(x).ToArray());
        var group = new GroupNorm<double>(2, 4);
        group.Bias.Assign(Tensor.Arange<double>(4));
        Assert.Equal(x.GroupNorm(2, group.Weight, group.Bias).ToArray(), group.Forward(x).ToArray());
        Assert.Equal(["weight", "bias"], group.Parameters.Paths);
    }

    [Fact]
    public void BatchNorm2D_follows_its_batches_and_uses_what_it_saw_when_it_evaluates()
    {
        var x = new RandomStream(2).Normal<double>([6, 3, 2, 4], 2, 3);
        var layer = new BatchNorm2D<double>(3, momentum: 1);
        var trained = layer.Forward(x);
        Assert.True((trained - x.BatchNorm(layer.Weight, layer.Bias)).Abs().Max().Item() < 1e-14);
        Assert.True((layer.RunningMean - x.Mean(0, 2, 3)).Abs().Max().Item() < 1e-14);
        Assert.True((layer.RunningVariance - x.Variance(0, 2, 3)).Abs().Max().Item() < 1e-13);
        layer.Evaluate();
        Assert.Equal(x.BatchNorm(layer.Weight, layer.Bias, layer.RunningMean, layer.RunningVariance).ToArray(), layer.Forward(x).ToArray());
    }

    [Fact]
    public void Convolution_layers_are_their_ops_with_their_settings()
    {
        var line = new Conv1D<double>(4, 6, 3, new RandomStream(3), stride: 2, padding: 1, dilation: 2, groups: 2);
        var x = new RandomStream(4).Normal<double>([2, 4, 9]);
        Assert.Equal([6, 2, 3], line.Weight.Shape.AsSpan());
        Assert.Equal(x.Conv1D(line.Weight, line.Bias, 2, 1, 2, 2).ToArray(), line.Forward(x).ToArray());
        var transposed = new ConvTranspose2D<double>(4, 6, 3, new RandomStream(5), stride: 2, padding: 1, outputPadding: 1, groups: 2);
        var images = new RandomStream(6).Normal<double>([2, 4, 3, 5]);
        Assert.Equal([4, 3, 3, 3], transposed.Weight.Shape.AsSpan());
        Assert.Equal(images.ConvTranspose2D(transposed.Weight, transposed.Bias, 2, 1, 1, 1, 2).ToArray(), transposed.Forward(images).ToArray());
        Assert.Equal([2, 6, 6, 10], transposed.Forward(images).Shape.AsSpan());
    }

    [Fact]
    public void Bilinear_is_its_op()
    {
        var layer = new Bilinear<double>(3, 4, 2, new RandomStream(7));
        var (x, y) = (new RandomStream(8).Normal<double>([5, 3]), new RandomStream(9).Normal<double>([5, 4]));
        Assert.Equal([2, 3, 4], layer.Weight.Shape.AsSpan());
        Assert.Equal(x.Bilinear(y, layer.Weight, layer.Bias).ToArray(), layer.Forward(x, y).ToArray());
    }

    [Fact]
    public void Positions_are_sines_and_turns()
    {
        var encoded = new PositionalEncoding<double>().Forward(Tensor.Zeros<double>(3, 4)).ToArray();
        Assert.Equal([0, 1, 0, 1], encoded[..4]);
        Assert.Equal([Math.Sin(2), Math.Cos(2), Math.Sin(0.02), Math.Cos(0.02)], encoded[8..]);

        // Turned queries and keys have products that depend on how far apart they are only.
        var (q, k) = (new RandomStream(10).Normal<double>([1, 6]), new RandomStream(11).Normal<double>([1, 6]));
        double Product(int query, int key) => (q.RotaryEmbedding(query) * k.RotaryEmbedding(key)).Sum().Item();
        Assert.Equal(Product(0, 3), Product(40, 43), 1e-12);
        var rotary = new RotaryEmbedding<double>();
        Assert.Equal(q.RotaryEmbedding().ToArray(), rotary.Forward(q).ToArray());
    }

    [Fact]
    public void Their_gradients_are_right_to_the_second_order()
    {
        var random = new RandomStream(12);
        var model = new Sequential<double>(new Conv1D<double>(2, 4, 3, random, padding: 1), new GroupNorm<double>(2, 4), new Silu<double>(), new RmsNorm<double>(6), new RotaryEmbedding<double>());
        GradientCheck.Assert<double>(x => model.Forward(x).Square().Sum(), random.Normal<double>([2, 2, 6]));
    }
}
