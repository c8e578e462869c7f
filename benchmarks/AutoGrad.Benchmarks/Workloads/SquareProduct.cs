namespace AutoGrad.Benchmarks;

/// <summary>One product of two square matrices, not recorded.</summary>
internal sealed class SquareProduct : Workload
{
    private readonly int size;
    private readonly Tensor<float> left;
    private readonly Tensor<float> right;

    public SquareProduct(int size)
    {
        this.size = size;
        var random = new RandomStream(1);
        left = random.Normal<float>([size, size]);
        right = random.Normal<float>([size, size]);
    }

    public override double Flops => 2.0 * size * size * size;

    public override void Step()
    {
        using var scope = new Scope<float>();
        _ = left.MatMul(right);
    }
}
