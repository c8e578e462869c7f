namespace AutoGrad.Tests;

public sealed class LayerTests
{
    [Fact]
    public void Every_activation_layer_is_its_op()
    {
        var x = Tensor.Create(new[,] { { -1.5, 0.25, 2 }, { 0, -3, 1 } });
        (Layer<double> Layer, Tensor<double> Expected)[] pairs =
        [
            (new Relu<double>(), x.Relu()), (new LeakyRelu<double>(0.2), x.LeakyRelu(0.2)), (new Elu<double>(), x.Elu()), (new Gelu<double>(), x.Gelu()),
            (new Silu<double>(), x.Silu()), (new Mish<double>(), x.Mish()), (new Softplus<double>(), x.Softplus()), (new Tanh<double>(), x.Tanh()),
            (new Sigmoid<double>(), x.Sigmoid()), (new Softmax<double>(), x.Softmax(-1)), (new LogSoftmax<double>(0), x.LogSoftmax(0)),
            (new Activation<double>(static v => v.Square()), x.Square()),
        ];
        Assert.All(pairs, pair => Assert.Equal(pair.Expected.ToArray(), pair.Layer.Forward(x).ToArray()));
    }

    [Fact]
    public void Dense_maps_the_last_axis()
    {
        var random = new RandomStream(4);
        var layer = new Dense<double>(3, 2, random);
        layer.Bias!.Assign(Tensor.Create(1.0, -1));
        var x = random.Normal<double>([4, 5, 3]);
        var expected = x.MatMul(layer.Weight) + layer.Bias;
        Assert.Equal(expected.ToArray(), layer.Forward(x).ToArray());
        Assert.Null(new Dense<double>(3, 2, random, bias: false).Bias);
    }

    [Fact]
    public void Dropout_keeps_the_expectation_and_its_gradient_has_the_same_mask()
    {
        var layer = new Dropout<double>(0.3, new RandomStream(5));
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Ones<double>(100, 100));
        var y = layer.Forward(x);
        Assert.Equal(1, y.Mean().Item(), 0.03);
        Assert.Equal(y.ToArray(), tape.Gradients(y.Sum())[x].ToArray());
        Assert.NotEqual(y.ToArray(), layer.Forward(x).ToArray());
        layer.Evaluate();
        Assert.Same(x, layer.Forward(x));
    }

    [Fact]
    public void Dropout_draws_the_same_mask_wherever_the_stream_stands_beyond_four_billion()
    {
        var x = Tensor.Ones<float>(3000);
        var random = new RandomStream(5) { Position = (1UL << 45) + 12345 };
        var again = new RandomStream(5) { Position = (1UL << 45) + 12345 };
        var y = x.Dropout(0.5, random);
        Assert.Equal((1UL << 45) + 15345, random.Position);
        var uniform = again.Uniform<float>([3000]).ToArray();
        Assert.Equal(uniform.Select(static u => u < 0.5f ? 0f : 2f), y.ToArray());
        Assert.Throws<ValueException>(() => x.Dropout(1.5, random));
    }

    [Fact]
    public void Embedding_looks_up_rows_and_sends_gradients_back_to_them()
    {
        var layer = new Embedding<double>(4, 2, new RandomStream(6));
        using var tape = new Tape<double>();
        var y = layer.Forward(Indices.Create([1, 3, 1, 0], [2, 2]));
        Assert.Equal([2, 2, 2], y.Shape);
        Assert.Equal([1.0, 1, 2, 2, 0, 0, 1, 1], tape.Gradients(y.Sum())[layer.Weight].ToArray());
    }

    [Fact]
    public void Flatten_keeps_the_examples_apart()
    {
        Assert.Equal([2, 12], new Flatten<float>().Forward(Tensor.Zeros<float>(2, 3, 4)).Shape);
        Assert.Equal([0, 12], new Flatten<float>().Forward(Tensor.Zeros<float>(0, 3, 4)).Shape);
        Assert.Throws<ShapeException>(() => new Flatten<float>().Forward(Tensor.Scalar(1f)));
    }

    [Fact]
    public void A_residual_connection_refuses_a_layer_that_changes_the_shape()
    {
        var layer = new Residual<double>(new Dense<double>(3, 1, new RandomStream(1)));
        Assert.Equal("AG184", Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Ones<double>(2, 3))).Code);
    }

    [Fact]
    public void LayerNorm_brings_rows_to_mean_0_and_variance_1()
    {
        var y = new LayerNorm<double>(64).Forward(new RandomStream(7).Normal<double>([5, 64], 3, 2));
        Assert.All(y.Mean(1).ToArray(), static mean => Assert.Equal(0, mean, 1e-12));
        Assert.All(y.Variance([1], correction: 0).ToArray(), static variance => Assert.Equal(1, variance, 1e-4));
    }
}
