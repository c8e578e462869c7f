using BenchmarkDotNet.Attributes;

namespace AutoGrad.Benchmarks;

/// <summary>What it costs to record and sweep one op of one number: chains long enough that the tape itself does not count.</summary>
[MemoryDiagnoser]
public class RecordingBenchmarks
{
    private const int Chain = 1000;
    private const int Million = 1_000_000;

    private readonly Tensor<double> number = Tensor.Scalar(0.5);

    [Benchmark(Baseline = true, OperationsPerInvoke = Chain)]
    public void RecordUnary()
    {
        using var tape = new Tape<double>();
        _ = Unary(tape.Watch(number));
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public void RecordBinary()
    {
        using var tape = new Tape<double>();
        _ = Binary(tape.Watch(number));
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public void RecordAndSweepUnary()
    {
        using var tape = new Tape<double>();
        _ = tape.Gradients(Unary(tape.Watch(number)), last: true);
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public void RecordAndSweepBinary()
    {
        using var tape = new Tape<double>();
        _ = tape.Gradients(Binary(tape.Watch(number)), last: true);
    }

    /// <summary>With a million live nodes the tape no longer fits any cache.</summary>
    [Benchmark(OperationsPerInvoke = Million)]
    public void RecordAndSweepAMillion()
    {
        using var tape = new Tape<double>();
        _ = tape.Gradients(Unary(tape.Watch(number), Million), last: true);
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public void UnrecordedUnary()
    {
        using var scope = new Scope<double>();
        _ = Unary(number);
    }

    [Benchmark(OperationsPerInvoke = Chain)]
    public void UnrecordedBinary()
    {
        using var scope = new Scope<double>();
        _ = Binary(number);
    }

    private static Tensor<double> Unary(Tensor<double> x, int count = Chain)
    {
        for (var index = 0; index < count; index++)
        {
            x = -x;
        }

        return x;
    }

    private static Tensor<double> Binary(Tensor<double> x)
    {
        var y = x;
        for (var index = 0; index < Chain; index++)
        {
            y += x;
        }

        return y;
    }
}
