namespace AutoGrad.Tests.Tensors;

/// <summary>Long element-wise launches wait for one another; nobody can see that but by the clock. What goes back to the pool is poisoned with NaN.</summary>
public sealed class LaunchChainTests : IDisposable
{
    private const int Length = LaunchChain<double>.LeastLength + 4_321;

    private readonly Arena<double> arena = Arena<double>.Current;

    public LaunchChainTests() => arena.Poisons = true;

    public void Dispose() => arena.Poisons = false;

    /// <summary>Functions of two vectors whose gradients have temporaries, sums in place, numbers, three operands and results that nobody reads.</summary>
    public static TheoryData<string> Functions => [.. functions.Keys];

    private static readonly Dictionary<string, Func<Tensor<double>, Tensor<double>, Tensor<double>>> functions = new()
    {
        ["x y + sin x"] = static (x, y) => (x * y) + x.Sin(),
        ["tanh x sigmoid x + exp(-x x)"] = static (x, _) => (x.Tanh() * x.Sigmoid()) + (-x * x).Exp(),
        ["many uses of x"] = static (x, y) => (x * x * x) + (x / (1 + (y * y))) - (2 * x),
        ["numbers on both sides"] = static (x, y) => 3 / (2 + (x * x)) * (y - 1),
        ["three operands"] = static (x, y) => Ops.Where(x > y, x * 2, y.Exp()),
        ["longer than a chain"] = static (x, y) => Enumerable.Range(0, 40).Aggregate(x, (sum, index) => (sum * 0.9) + (y * index)),
        ["a result that nobody reads"] = static (x, y) =>
        {
            _ = x.Exp() * y;
            return x + y;
        },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_chain_has_the_bits_of_short_launches(string name)
    {
        var function = functions[name];
        var random = new RandomStream(7);
        double[] x = [.. random.Normal<double>([Length]).AsSpan()];
        double[] y = [.. random.Normal<double>([Length]).AsSpan()];
        var (value, byX, byY) = Evaluate(function, x, y);

        // A fifth of the length is run at once.
        const int Part = 17_000;
        for (var start = 0; start < Length; start += Part)
        {
            var range = start..Math.Min(start + Part, Length);
            var (partOfValue, partByX, partByY) = Evaluate(function, x[range], y[range]);
            Assert.Equal(partOfValue, value[range]);
            Assert.Equal(partByX, byX[range]);
            Assert.Equal(partByY, byY[range]);
        }
    }

    [Fact]
    public void A_result_is_there_when_it_is_read_and_later_launches_see_it()
    {
        using var scope = new Scope<double>();
        var x = Tensor.Ones<double>([Length]) * 2;
        var y = x * x;
        Assert.Equal(4, y.AsSpan()[Length - 1]);
        var z = y + x;
        Assert.Equal(6.0 * Length, z.Sum().Item());
        Assert.Equal(10, (z + y).ToArray()[0]);
    }

    [Fact]
    public void Another_length_and_another_scope_in_between_change_nothing()
    {
        using var scope = new Scope<double>();
        var x = Tensor.Ones<double>([Length]) + 1;
        var shorter = Tensor.Ones<double>([Length - 1]) + 2;
        Tensor<double> kept;
        using (new Scope<double>())
        {
            var temporary = x * 10;
            kept = (temporary + x).Keep();
        }

        Assert.Equal(22, kept.AsSpan()[Length / 2]);
        Assert.Equal(3, shorter.AsSpan()[Length / 2]);
        Assert.Equal(2, x.AsSpan()[Length / 2]);
    }

    [Fact]
    public void A_parameter_is_read_before_it_changes()
    {
        var parameter = new Parameter<double>(Tensor.Ones<double>([Length]));
        using var scope = new Scope<double>();
        var doubled = parameter * 2 * 1;
        parameter.Assign(Tensor.Zeros<double>([Length]));
        Assert.Equal(2, doubled.AsSpan()[Length - 1]);
    }

    [Fact]
    public void What_an_optimizer_remembers_is_read_before_it_changes()
    {
        var parameter = new Parameter<double>(Tensor.Ones<double>([Length]));
        var optimizer = new Sgd<double>([parameter]) { LearningRate = 1, Momentum = 0.5 };
        using var tape = new Tape<double>();
        var gradients = tape.Gradients(parameter.Sum());
        optimizer.Step(gradients);
        var doubled = optimizer.StateOf(parameter)![0] * 2 * 1;
        optimizer.Step(gradients);
        Assert.Equal(2, doubled.AsSpan()[Length - 1]);
    }

    [Fact]
    public void Another_thread_reads_what_waits_here()
    {
        using var scope = new Scope<double>();
        for (var round = 0; round < 20; round++)
        {
            var x = Tensor.Full<double>([Length], round) + 1;
            var y = x * x;
            var seen = 0.0;
            var reader = new Thread(() => seen = y.AsSpan()[Length - 1]);
            reader.Start();
            var z = y + x;
            reader.Join();
            Assert.Equal((round + 1) * (round + 1), seen);
            Assert.Equal((round + 1) * (round + 2), z.AsSpan()[0]);
        }
    }

    [Fact]
    public void Memory_of_another_threads_scope_is_read_at_once()
    {
        using var scope = new Scope<double>();
        Tensor<double>? sum = null;
        using var lent = new AutoResetEvent(false);
        using var used = new AutoResetEvent(false);
        Tensor<double>? x = null;
        var lender = new Thread(() =>
        {
            Arena<double>.Current.Poisons = true;
            using (new Scope<double>())
            {
                x = Tensor.Ones<double>([Length]) + 1;
                lent.Set();
                used.WaitOne();
            }

            lent.Set();
        });
        lender.Start();
        lent.WaitOne();
        sum = x! + 1;
        used.Set();
        lent.WaitOne();
        lender.Join();
        Assert.Equal(3, sum.AsSpan()[Length - 1]);
    }

    [Fact]
    public void What_is_let_go_while_launches_wait_is_not_lent_before_they_have_run()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Full<double>([Length], 0.5));
        var y = x;
        for (var step = 0; step < 50; step++)
        {
            y = y.Sin() * 1.01;
        }

        var early = tape.Gradients(y.Sum(), unreached: Unreached.Throw)[x].ToArray();
        arena.ReleasesEarly = false;
        try
        {
            Assert.Equal(tape.Gradients(y.Sum())[x].ToArray(), early);
        }
        finally
        {
            arena.ReleasesEarly = true;
        }
    }

    [Fact]
    public void A_thread_whose_launches_another_one_ran_gets_its_memory_back()
    {
        for (var round = 0; round < 5; round++)
        {
            using (new Scope<double>())
            {
                var x = Tensor.Ones<double>([Length]) + 1;
                var y = x * x;
                var reader = new Thread(() => y.ToArray());
                reader.Start();
                reader.Join();
            }

            Assert.Equal(0, arena.RentedBytes);
        }
    }

    [Theory]
    [InlineData(1 << 16)]
    [InlineData((1 << 16) + 1)]
    [InlineData((1 << 16) + 2_048)]
    [InlineData((1 << 16) + 2_049)]
    [InlineData((1 << 16) + 4_095)]
    [InlineData(300_001)]
    public void A_fold_at_the_end_of_a_chain_has_the_bits_of_a_fold_of_memory(int length)
    {
        Func<Tensor<double>, Tensor<double>>[] folds = [static x => x.Sum(), static x => x.Mean(), static x => x.SumOfSquares(), static x => x.MeanOfSquares(), static x => x.Max(), static x => x.Product()];
        using var scope = new Scope<double>();
        var x = new RandomStream(8).Normal<double>([length]);
        foreach (var fold in folds)
        {
            var waiting = fold(1 + (x * 1e-4));
            var memory = 1 + (x * 1e-4);
            _ = memory.AsSpan();
            Assert.Equal(fold(memory).Item(), waiting.Item());
        }
    }

    [Fact]
    public void A_number_that_waits_outlives_its_scope_and_is_there_for_other_ops()
    {
        Tensor<double> sum, kept, tripled, last;
        using (new Scope<double>())
        {
            var x = Tensor.Ones<double>([Length]) * 2;
            sum = (x * x).Sum();
            kept = (x + 1).Sum().Keep();
            tripled = 3 * (x - 1).Mean();

            // Nothing reads this one before the scope ends.
            last = (x * 3).Sum();
        }

        Assert.Equal((4.0 * Length, 3.0 * Length, 3), (sum.Item(), kept.Item(), tripled.Item()));
        Assert.Equal(6.0 * Length, last.Item());
        Assert.Equal(8.0 * Length, (sum + sum).Item());
    }

    [Fact]
    public void Another_thread_reads_a_number_that_waits_here()
    {
        using var scope = new Scope<double>();
        for (var round = 0; round < 20; round++)
        {
            var x = Tensor.Full<double>([Length], round) + 1;
            var sum = (x * x).Sum();
            var seen = 0.0;
            var reader = new Thread(() => seen = sum.Item());
            reader.Start();
            var y = x + 1;
            reader.Join();
            Assert.Equal((round + 1.0) * (round + 1) * Length, seen);
            Assert.Equal(round + 2, y.AsSpan()[0]);
        }
    }

    [Fact]
    public void A_value_and_its_gradient_are_the_same_whichever_is_read_first()
    {
        var x = new RandomStream(9).Normal<double>([Length]);
        var (value, gradient) = Run(readsValueFirst: true);
        var (later, same) = Run(readsValueFirst: false);
        Assert.Equal(value, later);
        Assert.Equal(gradient, same);

        (double Value, double[] Gradient) Run(bool readsValueFirst)
        {
            using var tape = new Tape<double>();
            var leaf = tape.Watch(x);
            var sum = ((leaf.Tanh() * leaf.Sigmoid()) + (-leaf * leaf).Exp()).Sum();
            var early = readsValueFirst ? sum.Item() : 0;
            var gradients = tape.Gradients(sum, last: true)[leaf].ToArray();
            return (readsValueFirst ? early : sum.Item(), gradients);
        }
    }

    private static (double[] Value, double[] ByX, double[] ByY) Evaluate(Func<Tensor<double>, Tensor<double>, Tensor<double>> function, double[] x, double[] y)
    {
        using var tape = new Tape<double>();
        var first = tape.Watch(Tensor.Create(x, [x.Length]));
        var second = tape.Watch(Tensor.Create(y, [y.Length]));
        var value = function(first, second);
        var gradients = tape.Gradients(value.Sum(), unreached: Unreached.Zero);
        return (value.ToArray(), gradients[first].ToArray(), gradients[second].ToArray());
    }
}
