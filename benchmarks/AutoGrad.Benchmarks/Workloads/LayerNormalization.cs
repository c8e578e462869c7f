namespace AutoGrad.Benchmarks;

/// <summary>Layer normalization of 2048 x 768 numbers, forward, and backward from a given cotangent to input, scale and shift.</summary>
internal sealed class LayerNormalization : Workload
{
    private readonly LayerNorm<float> layer = new(768);
    private readonly Tensor<float> input;
    private readonly Tensor<float> cotangent;

    public LayerNormalization()
    {
        var random = new RandomStream(1);
        input = random.Normal<float>([2048, 768]);
        cotangent = random.Normal<float>([2048, 768]);
    }

    // Input and cotangent in, result and gradient out.
    public override double Bytes => 4.0 * sizeof(float) * input.Length;

    public override void Step()
    {
        using var tape = new Tape<float>();
        var x = tape.Watch(input);
        var gradients = tape.Gradients(layer.Forward(x), cotangent, last: true);
        _ = gradients[x];
        _ = gradients[layer.Weight];
        _ = gradients[layer.Bias];
    }
}
