using Xunit.Abstractions;

namespace AutoGrad.Tests.Taping;

/// <summary>What an op costs besides its arithmetic: the objects that recording and sweeping it allocate.</summary>
public sealed class RecordingCostTests(ITestOutputHelper output)
{
    private const int Ops = 1000;

    [Fact]
    public void Recording_and_sweeping_an_op_allocates_a_few_small_objects()
    {
        // A tensor is 72 bytes in double: the result, and each cotangent that is not handed on or added in place.
        AtMost(72, "Add", static (x, y) => x + y);
        AtMost(144, "Tanh", static (x, _) => x.Tanh());
        AtMost(144, "Multiply", static (x, y) => x * y);
        AtMost(216, "Sin", static (x, _) => x.Sin());
        AtMost(216, "MultiplyAdd", static (x, y) => x.MultiplyAdd(y, x));
        AtMost(240, "Exp", static (x, _) => x.Exp());
        AtMost(240, "Multiply by a number", static (x, _) => x * 0.5);
    }

    private void AtMost(int bytes, string name, Func<Tensor<double>, Tensor<double>, Tensor<double>> op)
    {
        // The first rounds fill the pool and the lists that are used again.
        for (var warm = 0; warm < 5; warm++)
        {
            Allocated(op, 2 * Ops);
        }

        var each = (Allocated(op, 2 * Ops) - Allocated(op, Ops)) / (double)Ops;
        output.WriteLine($"{name}: {each:F0} bytes");
        Assert.True(each <= bytes, $"{name} allocates {each:F0} bytes where {bytes} are promised");
    }

    private static long Allocated(Func<Tensor<double>, Tensor<double>, Tensor<double>> op, int count)
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Full<double>([14], 0.5));
        var y = tape.Watch(Tensor.Full<double>([14], 0.9));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var z = x;
        for (var index = 0; index < count; index++)
        {
            z = op(z, y);
        }

        tape.Gradients(z.Sum(), last: true, unreached: Unreached.Zero);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
