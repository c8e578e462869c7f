namespace AutoGrad.Benchmarks;

/// <summary>2-16-16-1 tanh, batch 32, mean squared error, SGD: all overhead.</summary>
internal sealed class MlpTiny : TrainingWorkload
{
    private readonly Sequential<float> model;
    private readonly Tensor<float> inputs;
    private readonly Tensor<float> targets;

    public MlpTiny()
    {
        var random = new RandomStream(1);
        model = new Sequential<float>(
            new Dense<float>(2, 16, random), new Tanh<float>(), new Dense<float>(16, 16, random), new Tanh<float>(), new Dense<float>(16, 1, random));
        inputs = random.Normal<float>([32, 2]);
        targets = random.Normal<float>([32, 1]);
    }

    protected override Tensor<float> ComputeLoss() => Loss.MeanSquaredError(model.Forward(inputs), targets);

    protected override Optimizer<float> CreateOptimizer() => new Sgd<float>(model.Parameters) { LearningRate = 1e-2 };
}
