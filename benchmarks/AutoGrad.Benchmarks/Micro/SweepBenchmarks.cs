using BenchmarkDotNet.Attributes;

namespace AutoGrad.Benchmarks;

/// <summary>Sweeps of one recording: by its size, and recorded against unrecorded.</summary>
[MemoryDiagnoser]
public class SweepBenchmarks
{
    private readonly Tensor<double> input = Tensor.Create([0.1, 0.2, 0.3, 0.4]);

    /// <summary>How many nodes the sweep walks over.</summary>
    [Params(100, 10_000, 1_000_000)]
    public int Nodes { get; set; }

    [Benchmark(Baseline = true)]
    public void Record()
    {
        using var tape = new Tape<double>();
        _ = Chain(tape.Watch(input));
    }

    [Benchmark]
    public void RecordAndSweep()
    {
        using var tape = new Tape<double>();
        _ = tape.Gradients(Chain(tape.Watch(input)), last: true);
    }

    [Benchmark]
    public void RecordAndSweepTwice()
    {
        using var tape = new Tape<double>();
        var y = Chain(tape.Watch(input));
        _ = tape.Gradients(y);
        _ = tape.Gradients(y, last: true);
    }

    [Benchmark]
    public void RecordAndSweepRecorded()
    {
        using var tape = new Tape<double>();
        _ = tape.Gradients(Chain(tape.Watch(input)), createGraph: true);
    }

    private Tensor<double> Chain(Tensor<double> x)
    {
        for (var index = 0; index < Nodes; index++)
        {
            x = -x;
        }

        return x.Sum();
    }
}
