using BenchmarkDotNet.Attributes;

namespace AutoGrad.Benchmarks;

/// <summary>Element-wise ops and a sum, not recorded: their kernels and the way to them.</summary>
[MemoryDiagnoser]
public class ElementwiseBenchmarks
{
    private Tensor<float> x = Tensor.Zeros<float>(1);
    private Tensor<float> y = Tensor.Zeros<float>(1);

    [Params(1, 1_000, 1_000_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1);
        x = random.Normal<float>([Length]);
        y = random.Normal<float>([Length]);
    }

    [Benchmark(Baseline = true)]
    public void Add()
    {
        using var scope = new Scope<float>();
        _ = x + y;
    }

    [Benchmark]
    public void Multiply()
    {
        using var scope = new Scope<float>();
        _ = x * y;
    }

    [Benchmark]
    public void Exp()
    {
        using var scope = new Scope<float>();
        _ = x.Exp();
    }

    [Benchmark]
    public void Log()
    {
        using var scope = new Scope<float>();
        _ = x.Log();
    }

    [Benchmark]
    public void Tanh()
    {
        using var scope = new Scope<float>();
        _ = x.Tanh();
    }

    [Benchmark]
    public void Sigmoid()
    {
        using var scope = new Scope<float>();
        _ = x.Sigmoid();
    }

    [Benchmark]
    public float Sum()
    {
        using var scope = new Scope<float>();
        return x.Sum().Item();
    }
}
