using System.Runtime.CompilerServices;

namespace AutoGrad.Tests.Tensors;

/// <summary>What a thread's pool holds: enough for the next step, and no more.</summary>
[Collection(nameof(Alone))]
public sealed class PoolTests : IDisposable
{
    private readonly long bound = AutoGradOptions.MaxPooledBytes;
    private readonly int threads = AutoGradOptions.MaxThreads;

    public PoolTests() => AutoGradOptions.TrimPools();

    public void Dispose() => (AutoGradOptions.MaxPooledBytes, AutoGradOptions.MaxThreads) = (bound, threads);

    [Fact]
    public void Buffers_that_recent_scopes_did_not_need_are_let_go()
    {
        Step(100_000, 10);
        Assert.InRange(Pooled, 4_000_000, 5_000_000);
        for (var step = 0; step < 60; step++)
        {
            Step(100, 10);
        }

        // A phase of other work as long as a validation leaves the training step's buffers alone.
        Assert.InRange(Pooled, 4_000_000, 5_000_000);
        for (var step = 0; step < 130; step++)
        {
            Step(100, 10);
        }

        Assert.InRange(Pooled, 4_000, 10_000);
    }

    [Fact]
    public void Steps_of_many_sizes_keep_all_their_buffers_as_long_as_they_come_again()
    {
        void All()
        {
            for (var size = 1000; size < 40_000; size += 1000)
            {
                Step(size, 3);
            }
        }

        All();
        var pooled = Pooled;
        for (var round = 0; round < 6; round++)
        {
            All();
            Assert.Equal(pooled, Pooled);
        }
    }

    [Fact]
    public void The_bound_holds_and_what_is_beyond_it_is_collected()
    {
        AutoGradOptions.MaxPooledBytes = 1_000_000;
        Step(100_000, 10);
        Assert.InRange(Pooled, 400_000, 1_000_000);
        AutoGradOptions.MaxPooledBytes = 0;
        Step(100, 1);
        Assert.Equal(0, Pooled);
        AutoGradOptions.MaxPooledBytes = long.MaxValue;
        Step(100_000, 10);
        Assert.InRange(Pooled, 4_000_000, 5_000_000);
    }

    [Fact]
    public void Results_are_right_when_nothing_is_pooled()
    {
        AutoGradOptions.MaxPooledBytes = 0;
        using var tape = new Tape<float>();
        var x = tape.Watch(Tensor.Full(Shape.Create(1000), 2f));
        Assert.All(tape.Gradients((-x).Square().Square().Sum(), last: true)[x].ToArray(), static slope => Assert.Equal(32f, slope));
    }

    [Fact]
    public void Trimming_empties_this_threads_pool_at_once_and_another_threads_at_its_next_step()
    {
        Step(100_000, 10);
        using var turn = new SemaphoreSlim(0);
        using var done = new SemaphoreSlim(0);
        var (before, after) = (0L, 0L);
        var other = new Thread(() =>
        {
            Step(100_000, 10);
            before = Pooled;
            done.Release();
            turn.Wait();
            Step(100, 1);
            after = Pooled;
        });
        other.Start();
        done.Wait();
        AutoGradOptions.TrimPools();
        Assert.Equal(0, Pooled);
        turn.Release();
        other.Join();
        Assert.InRange(before, 4_000_000, 5_000_000);
        Assert.Equal(0, after);
    }

    [Fact]
    public void Trimming_inside_a_scope_leaves_alone_what_is_lent()
    {
        using var scope = new Scope<float>();
        var x = Tensor.Ones<float>(1000);
        var y = x + x;
        Step(5000, 3);
        AutoGradOptions.TrimPools();
        Assert.Equal(0, Pooled);
        Step(5000, 3);
        Assert.All((x + y).ToArray(), static sum => Assert.Equal(3f, sum));
    }

    [Fact]
    public void A_finished_threads_pool_is_collected_even_while_its_gradients_are_kept()
    {
        Gradients<float>? kept = null;
        var arena = OnAThread(() => kept = Train());
        for (var attempt = 0; attempt < 20 && arena.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(arena.IsAlive, "the pool of a finished thread is still reachable");
        Assert.Single(kept!.Parameters);

        static Gradients<float> Train()
        {
            Step(1_000_000, 3);
            var weight = new Parameter<float>(Tensor.Ones<float>(100), "weight");
            using var tape = new Tape<float>();
            return tape.Gradients(weight.Square().Sum()).Keep();
        }
    }

    [Fact]
    public void In_steady_state_nothing_large_is_allocated_and_no_old_generation_is_collected()
    {
        var random = new RandomStream(3);
        var model = new Sequential<float>(new Dense<float>(200, 300, random), new Tanh<float>(), new Dense<float>(300, 50, random), new Tanh<float>(), new Dense<float>(50, 10, random));
        var optimizer = new Adam<float>(model.Parameters);
        var x = random.Normal<float>(Shape.Create(128, 200));
        void Step()
        {
            using var tape = new Tape<float>();
            var loss = model.Forward(x).Square().Mean();

            // A long tape, too: 20,000 nodes.
            for (var node = 0; node < 20_000; node++)
            {
                loss *= 1f;
            }

            optimizer.Step(tape.Gradients(loss, last: true));
        }

        for (var step = 0; step < 5; step++)
        {
            Step();
        }

        // What a step allocates are tensors, closures and nodes' delegates, all small: neither buffers nor tables grow back.
        var smallest = (Collections: int.MaxValue, Large: long.MaxValue);
        for (var round = 0; round < 5; round++)
        {
            var large = LargeObjectBytes();
            var collections = GC.CollectionCount(2);
            for (var step = 0; step < 20; step++)
            {
                Step();
            }

            collections = GC.CollectionCount(2) - collections;
            smallest = (Math.Min(smallest.Collections, collections), Math.Min(smallest.Large, LargeObjectBytes() - large));
        }

        Assert.Equal(0, smallest.Collections);
        Assert.InRange(smallest.Large, long.MinValue, 0);
    }

    [Fact]
    public void The_node_list_of_a_long_tape_is_used_again_and_let_go_when_tapes_stay_short()
    {
        void Tape(int length)
        {
            using var tape = new Tape<float>();
            var x = tape.Watch(Tensor.Scalar(1f));
            for (var node = 0; node < length; node++)
            {
                x = -x;
            }
        }

        // What earlier tests left to finalizers must not go in between.
        static long Live()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return GC.GetTotalMemory(forceFullCollection: true);
        }

        Tape(1000);
        var before = Live();
        Tape(100_000);
        Assert.InRange(Live() - before, 5_000_000, 20_000_000);
        for (var step = 0; step < 130; step++)
        {
            Tape(10);
        }

        Assert.InRange(Live() - before, long.MinValue, 1_000_000);
    }

    [Fact]
    public void The_number_of_threads_is_at_least_one()
    {
        AutoGradOptions.MaxThreads = 1;
        Assert.Equal(1, Work.MaxThreads);
        var error = Assert.Throws<ValueException>(static () => AutoGradOptions.MaxThreads = 0);
        Assert.Equal("AG631", error.Code);
        Assert.Equal(1, AutoGradOptions.MaxThreads);
        Assert.Equal("AG631", Assert.Throws<ValueException>(static () => AutoGradOptions.MaxPooledBytes = -1).Code);
    }

    private static long Pooled => Arena<float>.Current.PooledBytes;

    private static void Step(int size, int buffers)
    {
        using var scope = new Scope<float>();
        for (var buffer = 0; buffer < buffers; buffer++)
        {
            _ = Tensor.Ones<float>(size);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OnAThread(Action work)
    {
        WeakReference? arena = null;
        var thread = new Thread(() =>
        {
            work();
            arena = new WeakReference(Arena<float>.Current);
        });
        thread.Start();
        thread.Join();
        return arena!;
    }

    /// <summary>The size of the large-object and the pinned heap after a full collection.</summary>
    private static long LargeObjectBytes()
    {
        GC.Collect();
        var generations = GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo;
        return generations[3].SizeAfterBytes + generations[4].SizeAfterBytes;
    }
}
