using FsCheck;
using FsCheck.Fluent;
using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 75 to 89: what tapes, sweeps and scopes promise on any expression.</summary>
public class EngineLaws
{
    private static readonly Arbitrary<RandomGraph> graphs = RandomGraphTests.Graphs(GraphKind.Everything);

    [Law(75)]
    [Fact]
    public void Two_sweeps_and_two_runs_give_the_same_bits() => Holds(graphs, static graph =>
    {
        var first = graph.TapeGradients();
        var second = graph.TapeGradients();
        using var tape = new Tape<double>();
        var (values, target) = graph.Record(tape);
        if (target.IsTracked)
        {
            _ = tape.Gradients(target, unreached: Unreached.Zero);
            var again = tape.Gradients(target, unreached: Unreached.Zero);
            var place = 0;
            foreach (var input in graph.Inputs)
            {
                Same(first[place], second[place]);
                Same(first[place++], Dense.Of(again[values[input]]));
            }
        }
    });

    // Recorded, enclosed and last sweeps take other paths through the sweep to the same bits.
    [Law(75)]
    [Fact]
    public void A_recorded_sweep_an_enclosed_tape_and_a_last_sweep_give_the_bits_of_a_plain_one() => Holds(graphs, static graph =>
    {
        var plain = graph.TapeGradients();
        using (var outer = new Tape<double>())
        {
            _ = outer.Watch(Tensor.Scalar(1.0));
            Compare(graph.TapeGradients());
        }

        Compare(By(createGraph: true, last: false));
        Compare(By(createGraph: false, last: true));

        Dense[] By(bool createGraph, bool last)
        {
            using var tape = new Tape<double>();
            var (values, target) = graph.Record(tape);
            var inputs = graph.Inputs.Select(place => values[place]).ToArray();
            if (!target.IsTracked)
            {
                return plain;
            }

            var gradients = tape.Gradients(target, of: inputs, createGraph: createGraph, last: last, unreached: Unreached.Zero);
            return Array.ConvertAll(inputs, input => Dense.Of(gradients[input]));
        }

        void Compare(Dense[] others)
        {
            for (var index = 0; index < plain.Length; index++)
            {
                Same(plain[index], others[index]);
            }
        }
    });

    // Buffers that go back early are poisoned, so that a bit would differ wherever one was still in use.
    [Law(75, 85)]
    [Fact]
    public void Early_release_changes_no_bit() => Holds(graphs, static graph =>
    {
        var arena = Arena<double>.Current;
        (arena.Poisons, arena.ReleasesEarly) = (true, false);
        try
        {
            var plain = Sweep(graph, last: false);
            arena.ReleasesEarly = true;
            Compare(plain, Sweep(graph, last: false));
            Compare(plain, Sweep(graph, last: true));
            using var enclosing = new Tape<double>();
            Compare(plain, Sweep(graph, last: false));
            Compare(plain, Sweep(graph, last: true));
            using var scope = new Scope<double>();
            Compare(plain, Sweep(graph, last: true));
        }
        finally
        {
            (arena.Poisons, arena.ReleasesEarly) = (false, true);
        }

        // The gradients by every step, so that requested intermediates are among them, twice over, and by the inputs alone.
        static List<Dense> Sweep(RandomGraph graph, bool last)
        {
            using var tape = new Tape<double>();
            var (values, target) = graph.Record(tape);
            if (!target.IsTracked)
            {
                return [];
            }

            var tracked = values.Where(static value => value.IsTracked).ToArray();
            var all = tape.Gradients(target, of: tracked, unreached: Unreached.Zero);
            var every = tape.Gradients(target, of: [.. tracked.Where(static (_, place) => place % 3 == 0)], unreached: Unreached.Zero);
            var leaves = tape.Gradients(target, unreached: Unreached.Zero, last: last);
            return
            [
                .. tracked.Select(value => Dense.Of(all[value])),
                .. tracked.Where(static (_, place) => place % 3 == 0).Select(value => Dense.Of(every[value])),
                .. graph.Inputs.Select(place => Dense.Of(leaves[values[place]])),
            ];
        }

        static void Compare(List<Dense> expected, List<Dense> actual)
        {
            Assert.Equal(expected.Count, actual.Count);
            for (var index = 0; index < expected.Count; index++)
            {
                Same(expected[index], actual[index]);
            }
        }
    });

    [Law(76)]
    [Fact]
    public void The_gradients_of_parts_of_a_batch_add_up_bit_for_bit_on_the_lattice() => Holds(Draws.LatticeDirected, static c =>
    {
        static Tensor<double> F(Tensor<double> x, Tensor<double> w) => (x * w * w).Sum();
        var w = Dense.Scalar(0.5);
        var half = c.X.Length / 2;
        var first = Dense.Vector(c.X.Values[..half]);
        var second = Dense.Vector(c.X.Values[half..]);
        var whole = Pull(t => F(Dense.Vector(c.X.Values).To<double>(), t), w);
        var parts = Dense.Zip(static e => e[0] + e[1], Pull(t => F(first.To<double>(), t), w), Pull(t => F(second.To<double>(), t), w));
        Same(whole, parts);
    });

    [Law(77)]
    [Fact]
    public void A_tensor_used_twice_gets_the_sum_of_the_partial_gradients() => Holds(Draws.LatticeDirected, static c =>
    {
        var partial = Pull(static t => t[0] * t[1] - t[1], [c.X, c.X], c.V);
        Same(Dense.Zip(static e => e[0] + e[1], partial[0], partial[1]), Pull(static x => (x * x) - x, c.X, c.V));
    });

    [Law(78)]
    [Fact]
    public void Dead_branches_change_nothing_bit_for_bit() => Holds(graphs, static graph =>
    {
        var plain = graph.TapeGradients();
        using var tape = new Tape<double>();
        var (values, target) = graph.Record(tape);
        if (target.IsTracked)
        {
            foreach (var value in values)
            {
                _ = value.Square() * 3;
            }

            var gradients = tape.Gradients(target, unreached: Unreached.Zero);
            var place = 0;
            foreach (var input in graph.Inputs)
            {
                Same(plain[place++], Dense.Of(gradients[values[input]]));
            }
        }
    });

    [Law(79)]
    [Fact]
    public void Another_order_of_recording_independent_branches_gives_the_same_gradient_on_the_lattice() => Holds(Draws.LatticeDirected, static c =>
    {
        static Tensor<double> LeftFirst(Tensor<double> x)
        {
            var left = x * x;
            var right = 2 - x;
            return left * right;
        }

        static Tensor<double> RightFirst(Tensor<double> x)
        {
            var right = 2 - x;
            var left = x * x;
            return left * right;
        }

        Same(Pull(LeftFirst, c.X, c.V), Pull(RightFirst, c.X, c.V));
    });

    [Law(80)]
    [Fact]
    public void Detach_blocks_flow_but_not_values() => Holds(Draws.LatticeDirected, static c =>
    {
        Same(Value(static x => x * x, c.X), Value(static x => x * x.Detach(), c.X));
        Same(Dense.Zip(static e => e[0] * e[1], c.V, c.X), Pull(static x => x * x.Detach(), c.X, c.V));
    });

    // A scope inside a tape is a region without recording.
    [Law(80)]
    [Fact]
    public void A_scope_inside_a_tape_records_nothing() => Holds(Draws.Smooth, static x =>
    {
        using var tape = new Tape<double>();
        var watched = tape.Watch(x.To<double>());
        var before = tape.Count;
        using (var scope = new Scope<double>())
        {
            _ = (watched.Sin() * watched).Sum();
        }

        Assert.Equal(before, tape.Count);
    });

    [Law(82)]
    [Fact]
    public void After_a_last_sweep_the_same_tape_sweeps_no_more() => Holds(Draws.SmoothDirected, static c =>
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(c.X.To<double>());
        var y = x.Sin() * x;
        _ = tape.Gradients(y, c.V.To<double>(), last: true);
        AutoGradException? refused = null;
        try
        {
            _ = tape.Gradients(y, c.V.To<double>());
        }
        catch (AutoGradException caught)
        {
            refused = caught;
        }

        Assert.NotNull(refused);
    });

    [Law(83)]
    [Fact]
    public void After_its_end_a_tape_throws_and_so_do_its_tensors() => Holds(Draws.Smooth, static x =>
    {
        var tape = new Tape<double>();
        var y = tape.Watch(x.To<double>()).Square() + 1;
        var z = y.Sin();
        tape.Dispose();
        TapeException? error = null;
        try
        {
            _ = tape.Gradients(z.Sum());
        }
        catch (TapeException caught)
        {
            error = caught;
        }
        catch (ScopeEndedException)
        {
            return;
        }

        Assert.True(error is not null || x.Rank == 0, "A tape that ended was swept.");
    });

    [Law(84)]
    [Fact]
    public void Tensors_of_an_enclosing_tape_are_constants_for_the_inner_one() => Holds(Draws.SmoothDirected, static c =>
    {
        using var outer = new Tape<double>();
        var a = outer.Watch(c.X.To<double>());
        using var inner = new Tape<double>();
        var b = inner.Watch(c.V.To<double>());
        var product = (a.Sin() * b).Sum();
        Same(Value(static x => x.Sin(), c.X), Dense.Of(inner.Gradients(product)[b]));
    });

    // The inner derivative is c + x, with c a constant of the value of x; the outer one of x (c + x) is c + 2x = 3x. Confused perturbations would give 4x.
    [Fact]
    public void Nested_tapes_do_not_confuse_their_perturbations() => Holds(Draws.Smooth, static x =>
    {
        static Tensor<double> Inner(Tensor<double> x) => x * Differentiate.Gradient<double>(y => (x.Detach() * y).Sum() + (x * y).Sum())(x.Detach());
        Near(x.Map(static e => 3 * e), Pull(Inner, x));
    });

    [Law(85)]
    [Fact]
    public void After_the_first_steps_a_step_allocates_nothing_that_grows_with_the_size_of_its_tensors()
    {
        // Both sizes are shared out over cores, which costs a few small objects a launch, whatever the size.
        var (small, large) = (BytesOfAStep(256), BytesOfAStep(512));
        Assert.True(Math.Abs(large - small) < 2000, $"A step allocates {small} bytes at 256 x 256 and {large} at 512 x 512.");

        static long BytesOfAStep(int size)
        {
            var x = Dense.From([size, size], static i => Math.Sin(i[0] + i[1])).To<double>();
            for (var warm = 0; warm < 20; warm++)
            {
                Step(x);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var step = 0; step < 50; step++)
            {
                Step(x);
            }

            return (GC.GetAllocatedBytesForCurrentThread() - before) / 50;
        }

        static void Step(Tensor<double> x)
        {
            using var tape = new Tape<double>();
            var watched = tape.Watch(x);
            _ = tape.Gradients(((watched.Sin() * watched).Exp() / 3).Sum())[watched];
        }
    }

    [Law(87)]
    [Fact]
    public void A_custom_op_around_a_built_in_one_is_the_built_in_one_bit_for_bit() => Holds(Draws.SmoothDirected, static c =>
    {
        static Tensor<double> Wrapped(Tensor<double> x) => CustomOp.Apply("MySin", x, static x => (x.Sin(), g => g * x.Cos()));
        Same(Value(static x => x.Sin(), c.X), Value(Wrapped, c.X));
        Same(Pull(static x => x.Sin(), c.X, c.V), Pull(Wrapped, c.X, c.V));
        Same(Pull(x => Differentiate.Vjp<double>(static t => t.Sin())(x, c.V.To<double>()).Product, c.X), Pull(x => Differentiate.Vjp<double>(Wrapped)(x, c.V.To<double>()).Product, c.X));
    });

    [Law(89)]
    [Fact]
    public void The_gradient_of_the_gradient_of_a_linear_function_is_zero() => Holds(Draws.ShortVector, static x =>
        Same(x.Map(static _ => 0), Dense.Of(Differentiate.HessianVectorProduct<double>(static t => (3 * t).Sum() - t.Reshape(-1, 1).Sum())(x.To<double>(), x.To<double>()))));

    [Law(96)]
    [Fact]
    public void At_float_a_random_graph_s_gradient_is_near_that_at_double() => Holds(Draws.SmoothPair, static pair =>
    {
        using var tape = new Tape<float>();
        var (x, y) = (tape.Watch(pair.X.To<float>()), tape.Watch(pair.Y.To<float>()));
        var gradients = tape.Gradients(((x.Sin() * y) + (x * y).Cos() + y.Square()).Sum());
        var expected = Pull(static t => ((t[0].Sin() * t[1]) + (t[0] * t[1]).Cos() + t[1].Square()).Sum(), [pair.X, pair.Y]);
        Near(expected[0], Dense.Of(gradients[x]), 1e-4);
        Near(expected[1], Dense.Of(gradients[y]), 1e-4);
    });

    [Fact]
    public void Gradients_on_other_threads_have_the_same_bits() => Holds(graphs, static graph =>
    {
        var here = graph.TapeGradients();
        var there = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(graph.TapeGradients))).Result;
        foreach (var gradients in there)
        {
            for (var index = 0; index < here.Length; index++)
            {
                Same(here[index], gradients[index]);
            }
        }
    });

    [Fact]
    public void Gradients_by_intermediates_satisfy_the_chain_rule() => Holds(FunctionAt.Any, static c =>
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(c.X.To<double>());
        var h = c.F.Call(x);
        var gradients = tape.Gradients(c.G.Call(h), c.V.To<double>(), of: [x, h]);
        Near(Pull(c.G.Call, Value(c.F.Call, c.X), c.V), Dense.Of(gradients[h]));
        Near(Pull(c.F.Call, c.X, Dense.Of(gradients[h])), Dense.Of(gradients[x]));
    });

    [Fact]
    public void Several_targets_in_one_sweep_give_the_sum_of_their_gradients() => Holds(FunctionAt.Any, static c =>
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(c.X.To<double>());
        var gradients = tape.Gradients([c.F.Call(x), c.G.Call(x)], [c.V.To<double>(), c.V.To<double>()]);
        Near(Dense.Zip(static e => e[0] + e[1], Pull(c.F.Call, c.X, c.V), Pull(c.G.Call, c.X, c.V)), Dense.Of(gradients[x]));
    });
}
