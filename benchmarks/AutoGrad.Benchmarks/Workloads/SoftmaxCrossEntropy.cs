namespace AutoGrad.Benchmarks;

/// <summary>The gradient of the cross-entropy of 1024 x 4096 logits.</summary>
internal sealed class SoftmaxCrossEntropy : Workload, IValueAndGradient
{
    private readonly Tensor<float> logits;
    private readonly Indices labels;

    public SoftmaxCrossEntropy()
    {
        var random = new RandomStream(1);
        logits = random.Normal<float>([1024, 4096]);
        labels = Indices.Create([.. Enumerable.Range(0, 1024).Select(_ => random.NextInteger(4096))]);
    }

    public override double Bytes => 2.0 * sizeof(float) * logits.Length;

    public override void Step() => Gradient();

    public void Value()
    {
        using var scope = new Scope<float>();
        _ = Loss.CrossEntropy(logits, labels);
    }

    public void Gradient()
    {
        using var tape = new Tape<float>();
        var x = tape.Watch(logits);
        _ = tape.Gradients(Loss.CrossEntropy(x, labels), last: true)[x];
    }
}
