namespace AutoGrad.Benchmarks;

/// <summary>A pre-norm encoder layer: width 256, 4 heads, feed-forward 1024 with gelu, on 8 sequences of 128; mean squared error, AdamW.</summary>
internal sealed class Transformer : TrainingWorkload
{
    private const int Sequences = 8;
    private const int Steps = 128;
    private const int Width = 256;
    private const int Heads = 4;
    private const int Inner = 1024;

    private readonly EncoderLayer model;
    private readonly Tensor<float> inputs;
    private readonly Tensor<float> targets;

    public Transformer()
    {
        var random = new RandomStream(1);
        model = new EncoderLayer(random);
        inputs = random.Normal<float>([Sequences, Steps, Width]);
        targets = random.Normal<float>([Sequences, Steps, Width]);
    }

    // Projections and feed-forward, and the two products of attention; each with two products backward.
    public override double Flops => 3 * 2.0 * Sequences * Steps * ((4.0 * Width * Width) + (2.0 * Width * Inner) + (2.0 * Steps * Width));

    protected override Tensor<float> ComputeLoss() => Loss.MeanSquaredError(model.Forward(inputs), targets);

    protected override Optimizer<float> CreateOptimizer() => new AdamW<float>(model.Parameters) { LearningRate = 1e-3 };

    private sealed class EncoderLayer : Layer<float>
    {
        private readonly LayerNorm<float> norm1;
        private readonly Dense<float> queriesKeysValues;
        private readonly Dense<float> project;
        private readonly LayerNorm<float> norm2;
        private readonly Sequential<float> feedForward;

        public EncoderLayer(RandomStream random)
        {
            norm1 = Add("norm1", new LayerNorm<float>(Width));
            queriesKeysValues = Add("in", new Dense<float>(Width, 3 * Width, random));
            project = Add("out", new Dense<float>(Width, Width, random));
            norm2 = Add("norm2", new LayerNorm<float>(Width));
            feedForward = Add("feedForward", new Sequential<float>(new Dense<float>(Width, Inner, random), new Gelu<float>(), new Dense<float>(Inner, Width, random)));
        }

        public override Tensor<float> Forward(Tensor<float> x)
        {
            x += Attend(norm1.Forward(x));
            return x + feedForward.Forward(norm2.Forward(x));
        }

        private Tensor<float> Attend(Tensor<float> x)
        {
            // [batch, step, 3, head, size] to [3, batch, head, step, size]
            var parts = queriesKeysValues.Forward(x).Reshape(Sequences, Steps, 3, Heads, Width / Heads).Permute(2, 0, 3, 1, 4);
            var (queries, keys, values) = (parts.Select(0, 0), parts.Select(0, 1), parts.Select(0, 2));
            var weights = (queries.MatMul(keys, transposeRight: true) * (1 / Math.Sqrt(Width / Heads))).Softmax();
            return project.Forward(weights.MatMul(values).Permute(0, 2, 1, 3).Reshape(Sequences, Steps, Width));
        }
    }
}
