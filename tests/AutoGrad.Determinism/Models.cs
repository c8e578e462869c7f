namespace AutoGrad.Determinism;

/// <summary>The models: small, but with products and passes long enough that they are split over cores.</summary>
internal static class Models
{
    /// <summary>A perceptron on random numbers and labels, with dropout and batch norm, by Adam.</summary>
    public static Training<float> Mlp()
    {
        var random = new RandomStream(1);
        var model = new Sequential<float>(
            new Dense<float>(64, 144, random), new BatchNorm1D<float>(144), new Gelu<float>(), new Dropout<float>(0.2, random), new Dense<float>(144, 10, random));
        var labels = Labels(128, 10);
        return new(model, new Adam<float>(model.Parameters), draw => Loss.CrossEntropy(model.Forward(draw.Normal<float>(Shape.Create(128, 64))), labels));
    }

    /// <summary>Two convolutions with pooling, by SGD with momentum.</summary>
    public static Training<float> Convnet()
    {
        var random = new RandomStream(2);
        var model = new Sequential<float>(
            new Conv2D<float>(1, 8, 3, random, padding: 1), new Relu<float>(), new Conv2D<float>(8, 16, 3, random, padding: 1),
            new MaxPool2D<float>(2), new AveragePool2D<float>(2), new Flatten<float>(), new Dense<float>(144, 10, random));
        var labels = Labels(16, 10);
        return new(
            model,
            new Sgd<float>(model.Parameters) { LearningRate = 0.05, Momentum = 0.9 },
            draw => Loss.CrossEntropy(model.Forward(draw.Normal<float>(Shape.Create(16, 1, 12, 12))), labels));
    }

    /// <summary>One block of a transformer with dropout, in double, by AdamW.</summary>
    public static Training<double> Transformer()
    {
        var random = new RandomStream(3);
        var model = new TransformerEncoderLayer<double>(64, 4, 96, random, dropout: 0.1);
        return new(model, new AdamW<double>(model.Parameters), draw =>
        {
            var x = draw.Normal<double>(Shape.Create(6, 32, 64));
            return Loss.MeanSquaredError(model.Forward(x), x.Sin());
        });
    }

    /// <summary>A recurrent network that classifies sequences by its last state, by RMSprop.</summary>
    public static Training<float> Recurrent()
    {
        var random = new RandomStream(4);
        var lstm = new Lstm<float>(32, 32, random);
        var model = new Sequential<float>(lstm, new Dense<float>(32, 5, random));
        var labels = Labels(40, 5);
        return new(model, new RmsProp<float>(model.Parameters), draw => Loss.CrossEntropy(model.Forward(draw.Normal<float>(Shape.Create(10, 40, 32)))[^1], labels));
    }

    private static Indices Labels(int count, int classes) => Indices.Create([.. Enumerable.Range(0, count).Select(row => row * 7 % classes)]);
}
