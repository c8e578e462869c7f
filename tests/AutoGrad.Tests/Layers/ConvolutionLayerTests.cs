namespace AutoGrad.Tests;

public sealed class ConvolutionLayerTests
{
    [Fact]
    public void Conv2D_is_its_op_with_its_settings()
    {
        var layer = new Conv2D<double>(4, 6, 3, new RandomStream(1), stride: 2, padding: 1, dilation: 2, groups: 2);
        layer.Bias!.Assign(Tensor.Arange<double>(6));
        var x = new RandomStream(2).Normal<double>([2, 4, 7, 8]);
        Assert.Equal([6, 2, 3, 3], layer.Weight.Shape.AsSpan());
        Assert.Equal(x.Conv2D(layer.Weight, layer.Bias, 2, 1, 2, 2).ToArray(), layer.Forward(x).ToArray());
        Assert.Null(new Conv2D<double>(1, 1, 1, new RandomStream(1), bias: false).Bias);
    }

    [Fact]
    public void The_weight_is_drawn_with_the_fan_in_of_the_window()
    {
        // Uniform with the variance 2 / fan-in; fan-in is 16 / 2 channels times 9.
        var weight = new Conv2D<double>(16, 64, 3, new RandomStream(3), groups: 2).Weight;
        Assert.Equal(2.0 / 72, weight.Square().Mean().Item(), 0.002);
        Assert.True(weight.Abs().Max().Item() <= Math.Sqrt(6.0 / 72));
    }

    [Fact]
    public void Pooling_layers_are_their_ops()
    {
        var x = new RandomStream(4).Normal<double>([2, 3, 6, 5]);
        Assert.Equal(x.MaxPool2D(3, 2, 1).ToArray(), new MaxPool2D<double>(3, 2, 1).Forward(x).ToArray());
        Assert.Equal(x.AveragePool2D(2).ToArray(), new AveragePool2D<double>(2).Forward(x).ToArray());
    }

    [Fact]
    public void The_gradients_of_a_convnet_are_right_to_the_second_order()
    {
        var model = Network<double>(new RandomStream(5));
        var labels = Indices.Create([0, 2]);
        GradientCheck.Assert<double>(x => Loss.CrossEntropy(model.Forward(x), labels), new RandomStream(6).Normal<double>([2, 1, 8, 8]));
    }

    [Fact]
    public void A_convnet_learns_to_tell_stripes_apart()
    {
        var random = new RandomStream(7);
        var model = Network<float>(random);
        var adam = new Adam<float>(model.Parameters) { LearningRate = 0.01 };

        // Horizontal, vertical and no stripes, with noise.
        var pixels = new float[24 * 64];
        for (var index = 0; index < pixels.Length; index++)
        {
            var (row, column) = (index / 8 % 8, index % 8);
            pixels[index] = (index / 64 % 3) switch { 0 => row % 2, 1 => column % 2, _ => 0.5f };
        }

        var images = (Tensor.Create(pixels, [24, 1, 8, 8]) + random.Normal<float>([24, 1, 8, 8], 0, 0.2)).Keep();
        var labels = Indices.Create([.. Enumerable.Range(0, 24).Select(static image => image % 3)]);
        var losses = new List<float>();
        for (var step = 0; step < 60; step++)
        {
            using var tape = new Tape<float>();
            var loss = Loss.CrossEntropy(model.Forward(images), labels);
            adam.Step(tape.Gradients(loss));
            losses.Add(loss.Item());
        }

        Assert.True(losses[^1] < 0.1 * losses[0], $"the loss went from {losses[0]} to {losses[^1]}");
    }

    [Theory]
    [InlineData(40, 3, 8, 3, 1)]
    [InlineData(3, 16, 32, 3, 1)]
    [InlineData(70, 8, 16, 1, 1)]
    [InlineData(33, 8, 8, 5, 4)]
    public void The_bits_do_not_depend_on_the_number_of_threads(int images, int channels, int outputs, int kernel, int groups)
    {
        var random = new RandomStream(8);
        var x = random.Normal<float>([images, channels, 20, 20]);
        var weight = random.Normal<float>([outputs, channels / groups, kernel, kernel]);
        var before = Work.MaxThreads;
        try
        {
            var expected = Bits(1);
            Assert.Equal(expected, Bits(2));
            Assert.Equal(expected, Bits(7));
        }
        finally
        {
            Work.MaxThreads = before;
        }

        float[] Bits(int threads)
        {
            Work.MaxThreads = threads;
            using var tape = new Tape<float>();
            var (watchedX, watchedWeight) = (tape.Watch(x), tape.Watch(weight));
            var y = watchedX.Conv2D(watchedWeight, padding: 1, groups: groups).MaxPool2D(2);
            var gradients = tape.Gradients(y.Square().Sum());
            return [.. y.ToArray(), .. gradients[watchedX].ToArray(), .. gradients[watchedWeight].ToArray()];
        }
    }

    private static Sequential<T> Network<T>(RandomStream random)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        new(
            new Conv2D<T>(1, 4, 3, random, padding: 1),
            new Tanh<T>(),
            new MaxPool2D<T>(2),
            new Conv2D<T>(4, 6, 3, random),
            new Tanh<T>(),
            new AveragePool2D<T>(2),
            new Flatten<T>(),
            new Dense<T>(6, 3, random));
}
