using System.Runtime.CompilerServices;

namespace AutoGrad.Lifetime;

/// <summary>Long chains, wide fans, many steps: what a pass costs in stack and heap does not grow with the graph or with time. They measure the heap, so they run alone.</summary>
[Collection(nameof(Alone))]
public class LifetimeTests
{
    // A million in the deep tier: a quarter of a minute.
    private static readonly int steps = Effort.TinySteps;

    [Fact]
    public void A_chain_of_five_million_nodes_needs_no_deep_stack()
    {
        const int nodes = 5_000_000;
        var slope = 0.0;
        OnASmallStack(() =>
        {
            using var tape = new Tape<double>();
            var x = tape.Watch(Tensor.Scalar(1.0));
            var y = x;
            for (var node = 0; node < nodes; node++)
            {
                y *= 1.0000001;
            }

            slope = tape.Gradients(y)[x].Item();
        });
        Assert.Equal(Math.Pow(1.0000001, nodes), slope, 1e-8);
    }

    [Fact]
    public void A_tensor_that_a_million_nodes_use_gathers_a_million_contributions()
    {
        const int uses = 1_000_000;
        var slope = 0.0;
        OnASmallStack(() =>
        {
            using var tape = new Tape<double>();
            var x = tape.Watch(Tensor.Scalar(0.5));
            var sum = x * 0;
            for (var use = 0; use < uses; use++)
            {
                sum += x * (use % 3);
            }

            slope = tape.Gradients(sum)[x].Item();
        });

        // Sums of small integers are exact.
        Assert.Equal(Enumerable.Range(0, uses).Sum(static use => (double)(use % 3)), slope);
    }

    [Fact]
    public void The_heap_is_as_large_after_many_steps_as_after_a_thousand()
    {
        var random = new RandomStream(1);
        var model = new Sequential<double>(new Dense<double>(2, 2, random), new Tanh<double>(), new Dense<double>(2, 1, random));
        var optimizer = new Adam<double>(model.Parameters) { LearningRate = 1e-6 };
        var (inputs, targets) = (Tensor.Create([0.5, -0.5]).Reshape(1, 2), Tensor.Create([0.25]).Reshape(1, 1));
        Train(1000);
        var before = Live();
        Train(steps);
        var growth = Live() - before;
        Assert.True(growth < 64 * 1024, $"The heap grew by {growth} bytes.");

        void Train(int count)
        {
            for (var step = 0; step < count; step++)
            {
                using var tape = new Tape<double>();
                optimizer.Step(tape.Gradients(Loss.MeanSquaredError(model.Forward(inputs), targets)));
            }
        }
    }

    /// <summary>Runs on a thread whose stack would not hold a recursion over a graph.</summary>
    private static void OnASmallStack(Action work)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(work), 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(thrown);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
