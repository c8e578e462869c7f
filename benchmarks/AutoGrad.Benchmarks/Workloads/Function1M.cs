namespace AutoGrad.Benchmarks;

/// <summary>One element-wise function of a million numbers between 0.1 and 4, not recorded.</summary>
internal sealed class Function1M(Func<Tensor<float>, Tensor<float>, Tensor<float>> function, int operands = 1) : Workload
{
    private readonly Tensor<float> x = new RandomStream(1).Uniform<float>([1_000_000], 0.1, 4);
    private readonly Tensor<float> y = new RandomStream(2).Uniform<float>([1_000_000], 0.1, 4);

    public override double Bytes => (operands + 1.0) * sizeof(float) * x.Length;

    public override void Step()
    {
        using var scope = new Scope<float>();
        _ = function(x, y);
    }
}
