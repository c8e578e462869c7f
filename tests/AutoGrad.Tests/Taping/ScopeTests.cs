namespace AutoGrad.Tests.Taping;

[Collection(nameof(Alone))]
public sealed class ScopeTests
{
    [Fact]
    public void A_tensor_read_after_its_scope_throws_and_names_its_op()
    {
        Tensor<double> late;
        using (new Scope<double>())
        {
            late = Tensor.Ones<double>(3) + 1;
        }

        var error = Assert.Throws<ScopeEndedException>(() => late.ToArray());
        Assert.Equal("Add", error.Op);
        Assert.Contains("Keep()", error.Message, StringComparison.Ordinal);
        Assert.Throws<ScopeEndedException>(() => late + 1);
        Assert.Contains("ended", late.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rank_0_tensors_outlive_their_scope()
    {
        var losses = new List<Tensor<double>>();
        for (var step = 0; step < 3; step++)
        {
            using var tape = new Tape<double>();
            var x = tape.Watch(Tensor.Create([1.0 + step]));
            losses.Add((x * x).Sum());
        }

        Assert.Equal([1.0, 4.0, 9.0], losses.Select(loss => loss.Item()));
        Assert.All(losses, loss => Assert.False(loss.IsTracked));
        using var later = new Tape<double>();
        var y = later.Watch(Tensor.Scalar(2.0));
        Assert.Equal(9.0, later.Gradients(y * losses[2])[y].Item());
    }

    [Fact]
    public void Kept_tensors_outlive_their_scope_without_a_copy()
    {
        Tensor<double> kept;
        using (new Scope<double>())
        {
            var made = Tensor.Full(Shape.Create(1000), 7.0) * 2;
            kept = made.Keep();
            Assert.True(made.AsSpan() == kept.AsSpan());
        }

        using (new Scope<double>())
        {
            _ = Tensor.Zeros<double>(1000) + 1;
        }

        Assert.All(kept.ToArray(), value => Assert.Equal(14.0, value));
    }

    [Fact]
    public void The_next_step_rents_the_same_buffers()
    {
        // Warm up, then nothing that grows with the tensors is allocated any more.
        var x = Tensor.Ones<float>(100_000);
        void Step()
        {
            using var scope = new Scope<float>();
            _ = ((x * 2f) + x).Sum();
        }

        Step();
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 100; step++)
        {
            Step();
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 * 4096);
    }

    [Fact]
    public void Ten_thousand_training_steps_leave_the_heap_flat()
    {
        var weight = new Parameter<float>(Tensor.Ones<float>(64, 64), "weight");
        var x = Tensor.Ones<float>(32, 64);
        void Step()
        {
            using var tape = new Tape<float>();
            _ = tape.Gradients((x.Reshape(32, 64, 1) * weight.Reshape(1, 64, 64)).Sum(1).Square().Sum())[weight];
        }

        Assert.InRange(SmallestGrowth(Step, 300), long.MinValue, 64 * 1024);

        void TinyStep()
        {
            using var tape = new Tape<float>();
            _ = tape.Gradients(weight.Square().Sum())[weight];
        }

        Assert.InRange(SmallestGrowth(TinyStep, 10_000), long.MinValue, 64 * 1024);
    }

    /// <summary>How much the heap grows over many steps: the least of some rounds, since a leak shows in each, and what else the process does in a few.</summary>
    private static long SmallestGrowth(Action step, int steps)
    {
        var smallest = long.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var turn = 0; turn < steps; turn++)
            {
                step();
            }

            smallest = Math.Min(smallest, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        return smallest;
    }

    [Fact]
    public void A_scope_inside_a_tape_suspends_recording_and_marks_what_depends_on_the_tape()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Scalar(2.0));
        Tensor<double> measured;
        using (new Scope<double>())
        {
            measured = x * 3;
            Assert.False(measured.IsTracked);
        }

        Assert.Equal("AG212", Assert.Throws<TapeException>(() => x * measured).Code);
        Assert.Equal(6.0, tape.Gradients(x * measured.Detach())[x].Item());
    }

    [Fact]
    public void What_a_choice_takes_from_constants_is_a_constant_though_its_condition_was_not_recorded()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create([1.0, -1.0]));
        Tensor<double> chosen;
        using (new Scope<double>())
        {
            chosen = Ops.Where(-x + 1, Tensor.Full<double>([2], 5), Tensor.Full<double>([2], 7)).Keep();
        }

        Assert.Equal([7.0, 5.0], tape.Gradients((x * chosen).Sum())[x].ToArray());
    }

    [Fact]
    public void Scopes_end_in_reverse_order()
    {
        var outer = new Scope<double>();
        var inner = new Scope<double>();
        var code = "";
        try
        {
            outer.Dispose();
        }
        catch (TapeException error)
        {
            code = error.Code;
        }

        inner.Dispose();
        outer.Dispose();
        Assert.Equal("AG201", code);
    }

    [Fact]
    public void A_reshaped_tensor_shares_the_fate_of_its_memory()
    {
        Tensor<double> view;
        using (new Scope<double>())
        {
            view = (Tensor.Ones<double>(2, 3) + 1).Reshape(3, 2);
        }

        Assert.Throws<ScopeEndedException>(() => view.ToArray());
    }

    [Fact]
    public void Float_and_double_scopes_do_not_interfere()
    {
        Tensor<float> single;
        using (new Scope<double>())
        {
            single = Tensor.Ones<float>(4) + 1f;
        }

        Assert.Equal([2f, 2f, 2f, 2f], single.ToArray());
    }
}
