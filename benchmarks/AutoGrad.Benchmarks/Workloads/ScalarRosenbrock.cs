namespace AutoGrad.Benchmarks;

/// <summary>The gradient of Rosenbrock's function of ten variables, each a tensor of rank 0.</summary>
internal sealed class ScalarRosenbrock : Workload, IValueAndGradient
{
    private readonly Tensor<float>[] point = [.. Enumerable.Range(1, 10).Select(static i => Tensor.Scalar(0.1f * i))];

    public override void Step() => Gradient();

    public void Value()
    {
        using var scope = new Scope<float>();
        _ = Function(point);
    }

    public void Gradient()
    {
        using var tape = new Tape<float>();
        var x = new Tensor<float>[point.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = tape.Watch(point[i]);
        }

        var gradients = tape.Gradients(Function(x), last: true);
        foreach (var variable in x)
        {
            _ = gradients[variable];
        }
    }

    private static Tensor<float> Function(Tensor<float>[] x)
    {
        var value = Tensor.Scalar(0f);
        for (var i = 0; i + 1 < x.Length; i++)
        {
            value += (100 * (x[i + 1] - x[i].Square()).Square()) + (1 - x[i]).Square();
        }

        return value;
    }
}
