namespace AutoGrad.Demo;

/// <summary>Which data to learn from.</summary>
internal enum DataKind
{
    Digits,
    Iris,
    Mnist,
}

/// <summary>Which rule moves the weights.</summary>
internal enum OptimizerKind
{
    Sgd,
    Momentum,
    Adam,
    AdamW,
    RmsProp,
    Adagrad,
}

/// <summary>What a run does: the values of the command line, with what suits the data where nothing was said.</summary>
internal sealed record DemoOptions(DataKind Data)
{
    public int Epochs { get; init; } = Data == DataKind.Iris ? 200 : Data == DataKind.Mnist ? 10 : 30;

    public int BatchSize { get; init; } = Data == DataKind.Iris ? 8 : 32;

    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>The size of the steps; null: one that suits the optimizer.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The sizes of the hidden layers.</summary>
    public int[] Hidden { get; init; } = [Data == DataKind.Iris ? 16 : 256];

    public ulong Seed { get; init; } = 1;

    public string Out { get; init; } = "out";

    /// <summary>The IDX file of the images, for MNIST only.</summary>
    public string? Images { get; init; }

    /// <summary>The IDX file of their labels, for MNIST only.</summary>
    public string? Labels { get; init; }

    /// <summary>The optimizer, for a model's parameters.</summary>
    public Optimizer<float> CreateOptimizer(ParameterList<float> parameters) => Optimizer switch
    {
        OptimizerKind.Sgd => new Sgd<float>(parameters) { LearningRate = LearningRate ?? 0.1 },
        OptimizerKind.Momentum => new Sgd<float>(parameters) { Momentum = 0.9, LearningRate = LearningRate ?? 0.02 },
        OptimizerKind.Adam => new Adam<float>(parameters) { LearningRate = LearningRate ?? 1e-3 },
        OptimizerKind.AdamW => new AdamW<float>(parameters) { LearningRate = LearningRate ?? 1e-3 },
        OptimizerKind.RmsProp => new RmsProp<float>(parameters) { LearningRate = LearningRate ?? 1e-3 },
        _ => new Adagrad<float>(parameters) { LearningRate = LearningRate ?? 0.02 },
    };
}
