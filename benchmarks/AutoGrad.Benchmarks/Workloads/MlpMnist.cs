namespace AutoGrad.Benchmarks;

/// <summary>784-512-256-10 relu, batch 128, cross-entropy, Adam.</summary>
internal sealed class MlpMnist : TrainingWorkload
{
    private readonly Sequential<float> model;
    private readonly Tensor<float> inputs;
    private readonly Indices labels;

    public MlpMnist()
    {
        var random = new RandomStream(1);
        model = new Sequential<float>(
            new Dense<float>(784, 512, random), new Relu<float>(), new Dense<float>(512, 256, random), new Relu<float>(), new Dense<float>(256, 10, random));
        inputs = random.Normal<float>([128, 784]);
        labels = Indices.Create([.. Enumerable.Range(0, 128).Select(_ => random.NextInteger(10))]);
    }

    public override double Flops => DenseFlops(128, 784, 512, 256, 10);

    protected override Tensor<float> ComputeLoss() => Loss.CrossEntropy(model.Forward(inputs), labels);

    protected override Optimizer<float> CreateOptimizer() => new Adam<float>(model.Parameters) { LearningRate = 1e-3 };
}
