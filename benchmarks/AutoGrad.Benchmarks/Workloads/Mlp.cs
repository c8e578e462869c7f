namespace AutoGrad.Benchmarks;

/// <summary>Dense layers with an activation between them: a regression by squares, or a classification by cross-entropy.</summary>
internal sealed class Mlp : TrainingWorkload
{
    private readonly Sequential<float> model;
    private readonly Tensor<float> inputs;
    private readonly Func<Tensor<float>, Tensor<float>> loss;
    private readonly Func<ParameterList<float>, Optimizer<float>> optimize;

    private Mlp(int batch, int[] sizes, Func<Layer<float>> activation, bool classifies, Func<ParameterList<float>, Optimizer<float>> optimize)
    {
        var random = new RandomStream(1);
        var layers = new List<Layer<float>> { new Dense<float>(sizes[0], sizes[1], random) };
        for (var layer = 2; layer < sizes.Length; layer++)
        {
            layers.AddRange([activation(), new Dense<float>(sizes[layer - 1], sizes[layer], random)]);
        }

        model = new Sequential<float>([.. layers]);
        inputs = random.Normal<float>([batch, sizes[0]]);
        if (classifies)
        {
            var labels = Indices.Create([.. Enumerable.Range(0, batch).Select(_ => random.NextInteger(sizes[^1]))]);
            loss = outputs => Loss.CrossEntropy(outputs, labels);
        }
        else
        {
            var targets = random.Normal<float>([batch, sizes[^1]]);
            loss = outputs => Loss.MeanSquaredError(outputs, targets);
        }

        this.optimize = optimize;
        Flops = DenseFlops(batch, sizes);
    }

    public override double Flops { get; }

    /// <summary>2-16-16-1 tanh, batch 32, mean squared error, SGD: all overhead.</summary>
    public static Mlp Tiny() => new(32, [2, 16, 16, 1], static () => new Tanh<float>(), classifies: false, static parameters => new Sgd<float>(parameters) { LearningRate = 1e-2 });

    /// <summary>64-128-64-10 relu, batch 64, cross-entropy, Adam.</summary>
    public static Mlp Digits() => new(64, [64, 128, 64, 10], static () => new Relu<float>(), classifies: true, UseAdam);

    /// <summary>784-512-256-10 relu, batch 128, cross-entropy, Adam.</summary>
    public static Mlp Mnist() => new(128, [784, 512, 256, 10], static () => new Relu<float>(), classifies: true, UseAdam);

    /// <summary>1024-2048-2048-1024 relu, batch 256, mean squared error, Adam: all products.</summary>
    public static Mlp Large() => new(256, [1024, 2048, 2048, 1024], static () => new Relu<float>(), classifies: false, UseAdam);

    protected override Tensor<float> ComputeLoss() => loss(model.Forward(inputs));

    protected override Optimizer<float> CreateOptimizer() => optimize(model.Parameters);

    private static Adam<float> UseAdam(ParameterList<float> parameters) => new(parameters) { LearningRate = 1e-3 };
}
