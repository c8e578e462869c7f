namespace AutoGrad.Benchmarks;

/// <summary>A pre-norm encoder layer: width 256, 4 heads, feed-forward 1024 with gelu, on 8 sequences of 128; mean squared error, AdamW.</summary>
internal sealed class Transformer : TrainingWorkload
{
    private const int Sequences = 8;
    private const int Steps = 128;
    private const int Width = 256;
    private const int Heads = 4;
    private const int Inner = 1024;

    private readonly TransformerEncoderLayer<float> model;
    private readonly Tensor<float> inputs;
    private readonly Tensor<float> targets;

    public Transformer()
    {
        var random = new RandomStream(1);
        model = new TransformerEncoderLayer<float>(Width, Heads, Inner, random, activation: static x => x.Gelu(), normFirst: true);
        inputs = random.Normal<float>([Sequences, Steps, Width]);
        targets = random.Normal<float>([Sequences, Steps, Width]);
    }

    // Projections and feed-forward, and the two products of attention; each with two products backward.
    public override double Flops => 3 * 2.0 * Sequences * Steps * ((4.0 * Width * Width) + (2.0 * Width * Inner) + (2.0 * Steps * Width));

    protected override Tensor<float> ComputeLoss() => Loss.MeanSquaredError(model.Forward(inputs), targets);

    protected override Optimizer<float> CreateOptimizer() => new AdamW<float>(model.Parameters) { LearningRate = 1e-3 };
}
