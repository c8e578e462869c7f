namespace AutoGrad.Tests.Backward;

/// <summary>Cotangents go back to the pool while the sweep walks, and nothing that anybody still holds does. Returned buffers are poisoned with NaN.</summary>
public sealed class MemoryOfSweepsTests : IDisposable
{
    private const int Size = 1000;
    private const int Bytes = 1024 * sizeof(double);

    private readonly Arena<double> arena = Arena<double>.Current;

    public MemoryOfSweepsTests() => arena.Poisons = true;

    public void Dispose() => (arena.Poisons, arena.ReleasesEarly) = (false, true);

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void A_chain_of_any_length_needs_two_cotangents_at_once(int length)
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var y = Chain(x, length).Sum();
        arena.ResetPeak();
        var before = arena.RentedBytes;
        Assert.Equal(length % 2 == 0 ? 1 : -1, tape.Gradients(y)[x].AsSpan()[0]);
        Assert.InRange(arena.PeakBytes - before, 1, 2 * Bytes);
    }

    [Fact]
    public void Without_early_release_the_same_chain_needs_one_for_each_node()
    {
        arena.ReleasesEarly = false;
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var y = Chain(x, 100).Sum();
        var before = arena.RentedBytes;
        _ = tape.Gradients(y);
        Assert.InRange(arena.RentedBytes - before, 100 * Bytes, 110 * Bytes);
    }

    [Fact]
    public void A_last_sweep_lets_go_of_the_results_of_the_nodes_it_has_visited()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var y = Chain(x, 100).Sum();
        arena.ResetPeak();
        var before = arena.RentedBytes;
        var gradients = tape.Gradients(y, last: true);
        Assert.InRange(arena.PeakBytes - before, 1, 2 * Bytes);

        // What is left is the watched input and its gradient.
        Assert.InRange(arena.RentedBytes, 2 * Bytes, 3 * Bytes);
        Assert.Equal(1, gradients[x].AsSpan()[0]);
        Assert.Equal(1, x.AsSpan()[0]);
    }

    [Fact]
    public void The_steps_of_a_sequence_are_added_to_its_cotangent_where_it_lies()
    {
        const int Steps = 200;
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Arange<double>(Steps * Size).Reshape(Steps, Size));
        var y = Tensor.Scalar(0.0);
        foreach (var (index, step) in x.Unbind().Index())
        {
            y += (index * step).Sum();
        }

        y += x[(^1).., ..].Sum() + x[(..).By(-2), 3..5].Sum();
        arena.ResetPeak();
        var before = arena.RentedBytes;
        var gradient = tape.Gradients(y)[x].AsSpan();

        // The sum itself, one contribution of its size at first, and small ones.
        Assert.InRange(arena.PeakBytes - before, Steps * Bytes / 2, 5 * Steps * Bytes / 2);
        for (var step = 0; step < Steps; step++)
        {
            var isLast = step == Steps - 1 ? 1 : 0;
            Assert.Equal(step + isLast, gradient[step * Size]);
            Assert.Equal(step + isLast + (step % 2), gradient[(step * Size) + 4]);
        }
    }

    [Fact]
    public void A_deep_network_trains_in_less_memory()
    {
        // Beyond the forward pass and the gradients themselves, some cotangents of one layer: no matter how many layers.
        long Extra(int layers)
        {
            var random = new RandomStream(1);
            var model = new Sequential<double>(Enumerable.Range(0, layers).SelectMany(_ => new Layer<double>[] { new Dense<double>(32, 32, random), new Tanh<double>() }).ToArray());
            var x = random.Normal<double>(Shape.Create(64, 32));
            using var tape = new Tape<double>();
            var loss = model.Forward(x).Square().Mean();
            var before = arena.RentedBytes;
            arena.ResetPeak();
            var gradients = tape.Gradients(loss);
            var kept = gradients.Parameters.Sum(parameter => Math.Max(16, parameter.Length) * sizeof(double));
            return arena.PeakBytes - before - kept;
        }

        Assert.Equal(Extra(4), Extra(16));
    }

    [Fact]
    public void Add_hands_one_cotangent_to_both_arguments()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var y = tape.Watch(Ones());
        var (a, b) = (x.Exp(), y.Sin());
        var gradients = tape.Gradients(((a + b) * (a + b)).Sum());
        Near(2 * (Math.E + Math.Sin(1)) * Math.E, gradients[x]);
        Near(2 * (Math.E + Math.Sin(1)) * Math.Cos(1), gradients[y]);
    }

    [Fact]
    public void A_leaf_added_to_itself_many_times()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var y = x + x;
        y += y;
        y += x + (x + y);
        Near(10 * 1.0, tape.Gradients(y.Sum())[x]);
        Near(10 * 1.0, tape.Gradients(y.Sum())[x]);
        Near(10 * 1.0, tape.Gradients(y.Sum(), last: true)[x]);
    }

    [Fact]
    public void Reshapes_share_one_buffer_through_the_whole_sweep()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var y = x.Exp().Reshape(10, 100).Reshape(1000).Reshape(2, 500);
        var z = (y + y.Reshape(500, 2).Reshape(2, 500)) * 2;
        var gradients = tape.Gradients(z.Sum(), of: [x, y], last: true);
        Near(4 * Math.E, gradients[x]);
        Near(4, gradients[y]);
        Near(Math.E, y);
    }

    [Fact]
    public void A_requested_intermediate_and_its_duplicates_survive()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var h = x.Exp();
        var k = -h;
        var y = k.Square().Sum();
        var gradients = tape.Gradients(y, of: [h, x, h, k]);
        var again = tape.Gradients(y, of: [k, x]);
        _ = Chain(Ones(), 20);
        Near(2 * Math.E, gradients[h]);
        Near(2 * Math.E * Math.E, gradients[x]);
        Near(-2 * Math.E, gradients[k]);
        Near(-2 * Math.E, again[k]);
        Near(2 * Math.E * Math.E, again[x]);
    }

    [Fact]
    public void The_seed_and_what_was_captured_survive()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var seed = Tensor.Full(Shape.Create(Size), 3.0);
        var factor = seed * 2;
        var gradients = tape.Gradients((x + 1) * factor, seed, last: true);
        Near(18, gradients[x]);
        Near(3, seed);
        Near(6, factor);

        // Identity rules hand the seed itself through, to two leaves.
        var y = Ones();
        using var second = new Tape<double>();
        var (u, v) = (second.Watch(y), second.Watch(y));
        var identities = second.Gradients(u + v, seed, last: true);
        Near(3, identities[u]);
        Near(3, identities[v]);
        Near(3, seed);
        Near(1, y);
    }

    [Fact]
    public void A_custom_op_may_return_its_argument_or_a_constant()
    {
        using var tape = new Tape<double>();
        var constant = Tensor.Full(Shape.Create(Size), 5.0);
        var x = tape.Watch(Ones());
        var early = x * constant;
        var itself = CustomOp.Apply("Itself", early, a => (a, g => g));
        var fixedValue = CustomOp.Apply("Constant", itself, a => (constant, g => constant));
        var gradients = tape.Gradients((fixedValue * 2).Sum(), last: true);
        Near(25, gradients[x]);
        Near(5, constant);
        Near(5, fixedValue);
        Near(5, itself);
    }

    [Fact]
    public void What_a_custom_rule_sees_stays_until_the_scope_ends()
    {
        Tensor<double>? seen = null, cached = null;
        var calls = 0;
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var y = CustomOp.Apply("Watched", x.Exp(), a => (a * 2, g => Rule(g, a)));
        var target = Chain(y, 4).Sum();
        var first = tape.Gradients(target);
        var second = tape.Gradients(target);
        Assert.Equal(1, calls);
        Near(2 * Math.E, first[x]);
        Near(2 * Math.E, second[x]);
        Near(1, seen!);
        Near(Math.E * Math.E, cached!);

        Tensor<double> Rule(Tensor<double> g, Tensor<double> a)
        {
            seen ??= g;
            if (cached is null)
            {
                cached = a.Square();
                calls++;
            }

            return (g * 2) + (cached * 0);
        }
    }

    [Fact]
    public void A_joint_rule_may_give_one_tensor_to_many_arguments_several_times()
    {
        using var tape = new Tape<double>();
        var (x, y) = (tape.Watch(Ones()), tape.Watch(Ones()));
        var (a, b) = (x.Exp(), y.Exp());
        var sum = CustomOp.Apply("Sum4", [a, a, a, b], args => (args[0] + args[1] + args[2] + args[3], g => [g, g, g, g]));
        var gradients = tape.Gradients(sum.Square().Sum());
        Near(24 * Math.E * Math.E, gradients[x]);
        Near(8 * Math.E * Math.E, gradients[y]);
    }

    [Fact]
    public void A_second_contribution_is_added_in_place_where_nobody_else_holds_the_first()
    {
        // A residual block: x arrives from two nodes, with a new buffer each.
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var h = -x;
        for (var block = 0; block < 10; block++)
        {
            h = (h * 2) - (h * 3);
        }

        var y = h.Sum();
        arena.ResetPeak();
        var before = arena.RentedBytes;
        Near(-1, tape.Gradients(y)[x]);
        Assert.InRange(arena.PeakBytes - before, 2 * Bytes, 3 * Bytes);
    }

    [Fact]
    public void A_joint_rule_that_gives_one_new_tensor_thrice_is_not_added_to_in_place()
    {
        // Entered as the library's own ops are, so that no buffer counts as seen by a user.
        using var tape = new Tape<double>();
        var (x, y) = (tape.Watch(Ones()), tape.Watch(Ones()));
        var sum = Ops.EnterJoint(Ones() * 4, OpKind.Linear, [x, x, y], static (_, _, _) => static g =>
        {
            var twice = g * 2;
            return [twice, g * 3, twice];
        });
        var gradients = tape.Gradients((sum * 5).Sum());
        Near(25, gradients[x]);
        Near(10, gradients[y]);
    }

    [Fact]
    public void Nested_tapes_and_recorded_sweeps_keep_what_the_outer_one_needs()
    {
        using var outer = new Tape<double>();
        var x = outer.Watch(Ones());
        Tensor<double> slope;
        using (var inner = new Tape<double>())
        {
            var z = inner.Watch(x);
            slope = inner.Gradients((z.Exp() * z).Sum(), last: true)[z];
        }

        var curvature = outer.Gradients(slope.Sum(), createGraph: true)[x];
        var third = outer.Gradients(curvature.Sum(), last: true);
        Near(3 * Math.E, curvature.IsReadable ? curvature : throw new InvalidOperationException("the target's input was let go"));
        Near(4 * Math.E, third[x]);
    }

    [Fact]
    public void An_unrecorded_tape_inside_a_scope_inside_a_tape_lets_go_of_its_own_only()
    {
        using var outer = new Tape<double>();
        var x = outer.Watch(Ones());
        var h = x.Exp();
        using (new Scope<double>())
        {
            using var inner = new Tape<double>();
            var z = inner.Watch(h.Detach());
            Near(2 * Math.E, inner.Gradients(z.Square().Sum(), last: true)[z]);
        }

        Near(Math.E, h);
        Near(2 * Math.E * Math.E, outer.Gradients(h.Square().Sum())[x]);
    }

    [Fact]
    public void A_last_sweep_from_within_a_scope_inside_the_tape()
    {
        using var outer = new Tape<double>();
        var x = outer.Watch(Ones());
        var y = x.Exp().Exp().Sum();
        using (new Scope<double>())
        {
            Near(Math.E * Math.Exp(Math.E), outer.Gradients(y, last: true)[x]);
        }

        Assert.Equal(1, x.AsSpan()[0]);
    }

    [Fact]
    public void What_a_last_sweep_let_go_of_names_the_reason()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var hidden = x.Exp();
        var alias = hidden.Detach();
        var kept = (-hidden).Keep();
        var loss = hidden.Square().Sum();
        Near(2 * Math.E * Math.E, tape.Gradients(loss, last: true)[x]);
        Assert.Equal("AG630", Assert.Throws<ScopeEndedException>(hidden.ToArray).Code);
        Assert.Equal("AG630", Assert.Throws<ScopeEndedException>(() => alias + 1).Code);
        Near(-Math.E, kept);
        _ = Chain(Ones(), 50);
        Assert.Contains("last: true", Assert.Throws<ScopeEndedException>(() => hidden + 1).Message, StringComparison.Ordinal);
        Assert.Equal("Exp", Assert.Throws<ScopeEndedException>(() => hidden + 1).Op);
    }

    [Fact]
    public void What_no_path_connects_with_the_target_is_left_alone()
    {
        using var tape = new Tape<double>();
        var (x, y) = (tape.Watch(Ones()), tape.Watch(Ones()));
        var aside = x.Exp();
        var frozen = y.Exp();
        var target = (x * frozen).Sum();
        Near(Math.E, tape.Gradients(target, of: [x], last: true)[x]);
        Near(Math.E, aside);
        Near(Math.E, frozen);
    }

    [Fact]
    public void A_target_of_many_elements_survives_a_last_sweep()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var y = x.Exp();
        var z = -y;
        var gradients = tape.Gradients([z, y, z], [Ones(), Ones(), Ones()], last: true);
        Near(-Math.E, gradients[x]);
        Near(-Math.E, z);
        Near(Math.E, y);
    }

    [Fact]
    public void A_rule_that_throws_leaves_the_tape_usable()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(Ones());
        var fail = true;
        var y = CustomOp.Apply("Failing", x.Exp(), a => (a * 1, g => fail ? throw new InvalidOperationException("once") : g));
        var target = (Chain(y, 6) + y).Sum();
        var thrown = false;
        try
        {
            _ = tape.Gradients(target);
        }
        catch (InvalidOperationException)
        {
            thrown = true;
        }

        fail = false;
        Assert.True(thrown);
        Near(2 * Math.E, tape.Gradients(target)[x]);
        Near(2 * Math.E, tape.Gradients(target, last: true)[x]);
    }

    [Fact]
    public void The_same_step_gets_the_same_buffers()
    {
        var random = new RandomStream(7);
        var model = new Sequential<double>(new Dense<double>(20, 30, random), new Tanh<double>(), new Dense<double>(30, 5, random));
        var x = random.Normal<double>(Shape.Create(8, 20));
        List<object> Step()
        {
            using var tape = new Tape<double>();
            var hidden = model.Forward(x);
            var gradients = tape.Gradients(hidden.Square().Sum());
            return [hidden.Memory!, .. gradients.Parameters.Select(parameter => gradients[parameter].Memory!)];
        }

        _ = Step();
        var first = Step();
        for (var step = 0; step < 3; step++)
        {
            Assert.Equal(first, Step(), ReferenceEqualityComparer.Instance);
        }
    }

    private static Tensor<double> Ones() => Tensor.Ones<double>(Size);

    private static Tensor<double> Chain(Tensor<double> x, int length)
    {
        for (var index = 0; index < length; index++)
        {
            x = -x;
        }

        return x;
    }

    private static void Near(double expected, Tensor<double> actual)
    {
        foreach (var value in actual.AsSpan())
        {
            Assert.Equal(expected, value, 1e-12 * Math.Max(1, Math.Abs(expected)));
        }
    }
}
