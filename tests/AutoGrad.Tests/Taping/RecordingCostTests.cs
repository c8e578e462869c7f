namespace AutoGrad.Tests.Taping;

/// <summary>What recording and sweeping one op allocates: tensors, closures and their delegates. Bytes, since they do not depend on who else computes.</summary>
public class RecordingCostTests
{
    private const int Chain = 1000;

    /// <summary>A result, its rule, and one tensor on the way back.</summary>
    private const int OneTracked = 320;

    /// <summary>A result, two rules, and three tensors on the way back: two contributions and their sum.</summary>
    private const int TwoTracked = 480;

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public void An_op_of_one_tracked_operand(int size)
    {
        Assert.InRange(BytesPerOp(size, static (x, _) => -x), 1, OneTracked);
        Assert.InRange(BytesPerOp(size, static (x, _) => x * 2), 1, OneTracked);
        Assert.InRange(BytesPerOp(size, static (x, _) => x.Sin()), 1, OneTracked);
        Assert.InRange(BytesPerOp(size, static (x, c) => x * c), 1, OneTracked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public void An_op_of_two_tracked_operands(int size)
    {
        Assert.InRange(BytesPerOp(size, static (x, _) => x + x), 1, TwoTracked);
        Assert.InRange(BytesPerOp(size, static (x, _) => x * x), 1, TwoTracked);
        Assert.InRange(BytesPerOp(size, static (x, _) => x - (x * 0.5)), 1, TwoTracked + OneTracked);
    }

    /// <summary>A tensor is 72 bytes: the result, and each cotangent that is not handed on or added in place. Where all nodes share the rule, that is all.</summary>
    [Fact]
    public void An_op_costs_what_the_texts_say()
    {
        var bytes = new (string Op, Func<Tensor<double>, Tensor<double>, Tensor<double>> Run, double Most)[]
        {
            ("a sum", static (x, c) => x + c, 72),
            ("a product", static (x, c) => x * c, 144),
            ("tanh", static (x, _) => x.Tanh(), 144),
            ("sin", static (x, _) => x.Sin(), 216),
            ("exp", static (x, _) => x.Exp(), 232),
        };
        Assert.All(bytes, static op => Assert.InRange(BytesPerOp(64, op.Run), 1, op.Most));
    }

    [Fact]
    public void A_tape_of_one_op_costs_little_more()
    {
        var x = Tensor.Scalar(0.5);
        Assert.InRange(
            Bytes(() =>
            {
                using var tape = new Tape<double>();
                var watched = tape.Watch(x);
                _ = tape.Gradients(-watched, last: true)[watched];
            }),
            1,
            1500);
    }

    private static double BytesPerOp(int size, Func<Tensor<double>, Tensor<double>, Tensor<double>> op)
    {
        var start = size == 0 ? Tensor.Scalar(0.5) : Tensor.Full(Shape.Create(size), 0.5);
        double Run(int length) => Bytes(() =>
        {
            using var tape = new Tape<double>();
            var x = tape.Watch(start);
            for (var index = 0; index < length; index++)
            {
                x = op(x, start);
            }

            _ = tape.Gradients(x, start, last: true);
        });

        // The tape itself falls out of the difference.
        return (Run(2 * Chain) - Run(Chain)) / Chain;
    }

    /// <summary>What one call allocates once everything is pooled: the least of some, since the runtime allocates now and then too.</summary>
    private static double Bytes(Action action)
    {
        var least = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
