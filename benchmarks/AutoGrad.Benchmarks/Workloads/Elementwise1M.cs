namespace AutoGrad.Benchmarks;

/// <summary>The gradient of sum(tanh(x) sigmoid(x) + exp(-x x)) at a million numbers.</summary>
internal sealed class Elementwise1M : Workload, IValueAndGradient
{
    private readonly Tensor<float> input = new RandomStream(1).Normal<float>([1_000_000]);

    public override double Bytes => 2.0 * sizeof(float) * input.Length;

    public override void Step() => Gradient();

    public void Value()
    {
        using var scope = new Scope<float>();
        _ = Function(input);
    }

    public void Gradient()
    {
        using var tape = new Tape<float>();
        var x = tape.Watch(input);
        _ = tape.Gradients(Function(x), last: true)[x];
    }

    private static Tensor<float> Function(Tensor<float> x) => ((x.Tanh() * x.Sigmoid()) + (-x * x).Exp()).Sum();
}
