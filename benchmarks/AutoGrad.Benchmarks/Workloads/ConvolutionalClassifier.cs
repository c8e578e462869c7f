namespace AutoGrad.Benchmarks;

/// <summary>Two convolutions of 16 and 32 windows of 3 x 3 without padding, each with relu and pooling by 2, and a dense layer of 10, on 64 images of 28 x 28; cross-entropy, Adam.</summary>
internal sealed class ConvolutionalClassifier : TrainingWorkload
{
    private const int Batch = 64;

    private readonly Sequential<float> model;
    private readonly Tensor<float> images;
    private readonly Indices labels;

    public ConvolutionalClassifier()
    {
        var random = new RandomStream(1);
        model = new Sequential<float>(
            new Conv2D<float>(1, 16, 3, random),
            new Relu<float>(),
            new MaxPool2D<float>(2),
            new Conv2D<float>(16, 32, 3, random),
            new Relu<float>(),
            new MaxPool2D<float>(2),
            new Flatten<float>(),
            new Dense<float>(800, 10, random));
        images = random.Normal<float>([Batch, 1, 28, 28]);
        labels = Indices.Create([.. Enumerable.Range(0, Batch).Select(_ => random.NextInteger(10))]);
    }

    // The first convolution, on 26 x 26 places, forward and for its weight; the second, on 11 x 11, for its input too; the dense layer.
    public override double Flops => (2 * 2.0 * Batch * 26 * 26 * 16 * 9) + (3 * 2.0 * Batch * 11 * 11 * 32 * 16 * 9) + (3 * 2.0 * Batch * 800 * 10);

    protected override Tensor<float> ComputeLoss() => Loss.CrossEntropy(model.Forward(images), labels);

    protected override Optimizer<float> CreateOptimizer() => new Adam<float>(model.Parameters) { LearningRate = 1e-3 };
}
