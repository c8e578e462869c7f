using BenchmarkDotNet.Attributes;

namespace AutoGrad.Benchmarks;

/// <summary>One step of each optimizer.</summary>
[MemoryDiagnoser]
public class OptimizerBenchmarks
{
    private Gradients<float>? gradients;
    private Sgd<float>? sgd;
    private Sgd<float>? momentum;
    private Adam<float>? adam;
    private AdamW<float>? adamW;
    private RmsProp<float>? rmsProp;
    private Adagrad<float>? adagrad;

    [Params(1_000, 1_000_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1);
        var parameter = new Parameter<float>(random.Normal<float>([Length]));
        var parameters = ParameterList.Create(parameter);
        var slope = random.Normal<float>([Length]);
        sgd = new Sgd<float>(parameters);
        momentum = new Sgd<float>(parameters) { Momentum = 0.9 };
        adam = new Adam<float>(parameters);
        adamW = new AdamW<float>(parameters);
        rmsProp = new RmsProp<float>(parameters);
        adagrad = new Adagrad<float>(parameters);
        using var tape = new Tape<float>();
        gradients = tape.Gradients((parameter * slope).Sum()).Keep();
    }

    [Benchmark(Baseline = true)]
    public void Sgd() => sgd!.Step(gradients!);

    [Benchmark]
    public void SgdWithMomentum() => momentum!.Step(gradients!);

    [Benchmark]
    public void Adam() => adam!.Step(gradients!);

    [Benchmark]
    public void AdamW() => adamW!.Step(gradients!);

    [Benchmark]
    public void RmsProp() => rmsProp!.Step(gradients!);

    [Benchmark]
    public void Adagrad() => adagrad!.Step(gradients!);
}
