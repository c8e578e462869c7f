namespace AutoGrad.Benchmarks;

/// <summary>64-128-64-10 relu, batch 64, cross-entropy, Adam.</summary>
internal sealed class MlpDigits : TrainingWorkload
{
    private readonly Sequential<float> model;
    private readonly Tensor<float> inputs;
    private readonly Indices labels;

    public MlpDigits()
    {
        var random = new RandomStream(1);
        model = new Sequential<float>(
            new Dense<float>(64, 128, random), new Relu<float>(), new Dense<float>(128, 64, random), new Relu<float>(), new Dense<float>(64, 10, random));
        inputs = random.Normal<float>([64, 64]);
        labels = Indices.Create([.. Enumerable.Range(0, 64).Select(_ => random.NextInteger(10))]);
    }

    public override double Flops => DenseFlops(64, 64, 128, 64, 10);

    protected override Tensor<float> ComputeLoss() => Loss.CrossEntropy(model.Forward(inputs), labels);

    protected override Optimizer<float> CreateOptimizer() => new Adam<float>(model.Parameters) { LearningRate = 1e-3 };
}
