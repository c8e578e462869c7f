namespace AutoGrad.Benchmarks;

/// <summary>A training step: forward, loss, backward, optimizer.</summary>
internal abstract class TrainingWorkload : Workload, IValueAndGradient
{
    private Optimizer<float>? optimizer;

    public override void Step()
    {
        using var tape = new Tape<float>();
        (optimizer ??= CreateOptimizer()).Step(tape.Gradients(ComputeLoss(), last: true));
    }

    public void Value()
    {
        using var scope = new Scope<float>();
        _ = ComputeLoss();
    }

    public void Gradient()
    {
        using var tape = new Tape<float>();
        _ = tape.Gradients(ComputeLoss(), last: true);
    }

    protected abstract Tensor<float> ComputeLoss();

    protected abstract Optimizer<float> CreateOptimizer();

    /// <summary>The flops of a gradient through dense layers: forward, weights' gradient, and the inputs' gradient for all layers but the first.</summary>
    protected static double DenseFlops(int batch, params ReadOnlySpan<int> sizes)
    {
        var flops = 0.0;
        for (var layer = 1; layer < sizes.Length; layer++)
        {
            flops += (layer == 1 ? 2 : 3) * 2.0 * batch * sizes[layer - 1] * sizes[layer];
        }

        return flops;
    }
}
