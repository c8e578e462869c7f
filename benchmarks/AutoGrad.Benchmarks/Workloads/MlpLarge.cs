namespace AutoGrad.Benchmarks;

/// <summary>1024-2048-2048-1024 relu, batch 256, mean squared error, Adam: all products.</summary>
internal sealed class MlpLarge : TrainingWorkload
{
    private readonly Sequential<float> model;
    private readonly Tensor<float> inputs;
    private readonly Tensor<float> targets;

    public MlpLarge()
    {
        var random = new RandomStream(1);
        model = new Sequential<float>(
            new Dense<float>(1024, 2048, random), new Relu<float>(), new Dense<float>(2048, 2048, random), new Relu<float>(), new Dense<float>(2048, 1024, random));
        inputs = random.Normal<float>([256, 1024]);
        targets = random.Normal<float>([256, 1024]);
    }

    public override double Flops => DenseFlops(256, 1024, 2048, 2048, 1024);

    protected override Tensor<float> ComputeLoss() => Loss.MeanSquaredError(model.Forward(inputs), targets);

    protected override Optimizer<float> CreateOptimizer() => new Adam<float>(model.Parameters) { LearningRate = 1e-3 };
}
