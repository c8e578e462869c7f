namespace AutoGrad.Benchmarks;

/// <summary>LSTM 64 to 128 over 64 steps, batch 32, the last state to a dense layer of 10; cross-entropy, Adam.</summary>
internal sealed class SequenceClassifier : TrainingWorkload
{
    private const int Steps = 64;
    private const int Batch = 32;
    private const int Inputs = 64;
    private const int Hidden = 128;

    private readonly LastState model;
    private readonly Tensor<float> inputs;
    private readonly Indices labels;

    public SequenceClassifier()
    {
        var random = new RandomStream(1);
        model = new LastState(random);
        inputs = random.Normal<float>([Batch, Steps, Inputs]);
        labels = Indices.Create([.. Enumerable.Range(0, Batch).Select(_ => random.NextInteger(10))]);
    }

    // The inputs' products without a gradient for the inputs, and the recurrent ones forward, backward and for the weight.
    public override double Flops => 2.0 * Steps * Batch * 4 * Hidden * ((2 * Inputs) + (3 * Hidden));

    protected override Tensor<float> ComputeLoss() => Loss.CrossEntropy(model.Forward(inputs), labels);

    protected override Optimizer<float> CreateOptimizer() => new Adam<float>(model.Parameters) { LearningRate = 1e-3 };

    private sealed class LastState : Layer<float>
    {
        private readonly Lstm<float> lstm;
        private readonly Dense<float> scores;

        public LastState(RandomStream random)
        {
            // Batch first, as on the other side.
            lstm = Add("lstm", new Lstm<float>(Inputs, Hidden, random, batchFirst: true));
            scores = Add("scores", new Dense<float>(Hidden, 10, random));
        }

        public override Tensor<float> Forward(Tensor<float> x) => scores.Forward(lstm.Run(x).State.Hidden);
    }
}
