namespace AutoGrad.Tests.Backward;

/// <summary>The edges of sweeps: leaves that are targets, parameters never seen, rows of exactly half a table, arguments left out, and the refusals with their words.</summary>
public sealed class SweepEdgeTests
{
    private readonly Tensor<double> point = Tensor.Create(2.0, 3.0);

    [Fact]
    public void A_leaf_is_its_own_derivative_both_ways()
    {
        Assert.Equal([5.0, 7.0], Differentiate.Jvp<double>(static x => x)(point, Tensor.Create(5.0, 7.0)).Product.ToArray());
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        Assert.Equal([5.0, 7.0], tape.Gradients(x, Tensor.Create(5.0, 7.0))[x].ToArray());
    }

    /// <summary>A check mode's sweep makes every contribution a tensor of its own; a plain one adds products to the sums where they lie.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(70_000, false)]
    public void Products_added_to_a_sum_in_place_have_the_bits_of_those_made_apart(int length, bool broadcasts)
    {
        var random = new RandomStream(3);
        var weight = random.Normal<float>([length]);
        var steps = Enumerable.Range(0, 4).Select(_ => random.Normal<float>(broadcasts ? [3, length] : [length])).ToArray();
        var apart = Gradients(check: true);
        var inPlace = Gradients(check: false);
        Assert.Equal(apart, inPlace);
        Assert.Contains(apart[0], static value => value != 0);

        float[][] Gradients(bool check)
        {
            using var tape = new Tape<float>(check);
            var w = tape.Watch(weight);
            var first = tape.Watch(steps[0]);
            var state = first * w;
            foreach (var step in steps)
            {
                // The state goes on in three ways and the weight comes in three times: sums of several products each.
                state = state.MultiplyAdd(w, step * w) + (w * state) + (state * step);
            }

            var gradients = tape.Gradients(state.Sum(), last: true);
            return [gradients[w].ToArray(), gradients[first].ToArray()];
        }
    }

    [Fact]
    public void A_target_from_before_the_leaf_does_not_move_with_it()
    {
        using var tape = new Tape<double>();
        var before = tape.Watch(point).Exp();
        var x = tape.Watch(point);
        var gradients = tape.Gradients(before.Sum(), of: [x], unreached: Unreached.Zero);
        Assert.Equal([0.0, 0.0], gradients[x].ToArray());
    }

    [Fact]
    public void A_parameter_that_the_tape_never_saw_is_unreached_and_a_foreign_tensor_is_refused()
    {
        var used = new Parameter<double>(point, "used");
        var unused = new Parameter<double>(point, "unused");
        using var tape = new Tape<double>();
        var y = (used * used * used).Sum();
        var gradients = tape.Gradients(y, of: [unused, used], unreached: Unreached.Zero);
        Assert.Equal([0.0, 0.0], gradients[unused].ToArray());
        Assert.Equal([12.0, 27.0], gradients[used].ToArray());
        Assert.False(gradients.TryGet(unused, out _));

        var message = Refusal(tape, y, [unused]).Message;
        Assert.Contains("parameter 'unused'", message, StringComparison.Ordinal);
        Assert.Equal("AG219", Refusal(tape, y, [point]).Code);
    }

    [Fact]
    public void An_intermediate_that_is_not_reached_is_named_by_its_op()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        var aside = x.Exp();
        Assert.Contains("the result of Exp", Refusal(tape, x.Sum(), [aside]).Message, StringComparison.Ordinal);
        var gradients = tape.Gradients(x.Sum(), of: [aside], unreached: Unreached.Absent);
        Assert.Contains("the result of Exp", Assert.Throws<TapeException>(() => gradients[aside]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_cannot_be_asked_for_inside_a_scope()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        var y = (x * x).Sum();
        using var scope = new Scope<double>();
        var error = Refusal(tape, y, [x], createGraph: true);
        Assert.Equal("AG226", error.Code);
        Assert.StartsWith("Gradients", error.Message, StringComparison.Ordinal);
        Assert.Contains("a Scope inside the tape suspends recording", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_gives_nothing_is_named()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        var y = CustomOp.Apply("Silent", x, static x => (x.Exp(), static _ => null!)).Sum();
        ValueException? error = null;
        try
        {
            _ = tape.Gradients(y);
        }
        catch (ValueException exception)
        {
            error = exception;
        }

        Assert.Equal("AG227", error?.Code);
        Assert.StartsWith("Silent", error?.Message, StringComparison.Ordinal);
        Assert.Contains("returned null instead of a cotangent", error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_the_rows_of_a_table_are_still_rows_and_more_are_not()
    {
        var table = new Parameter<double>(Tensor.Ones<double>(4, 2), "table");
        using var tape = new Tape<double>();
        Assert.True(tape.Gradients(table.Embedding([0, 2]).Sum()).TryGetRows(table, out _, out _));
        Assert.True(tape.Gradients((table.Embedding([0]).Sum() * 2) + table.Embedding([3]).Sum()).TryGetRows(table, out var rows, out _));
        Assert.Equal([0, 3], rows!.ToArray());
        Assert.False(tape.Gradients(table.Embedding([0, 2, 3]).Sum()).TryGetRows(table, out _, out _));
        Assert.False(tape.Gradients(table.Embedding([0, 1]).Sum() + table.Embedding([3]).Sum()).TryGetRows(table, out _, out _));
    }

    [Fact]
    public void An_inner_tape_counts_its_own_nodes()
    {
        using var outer = new Tape<double>();
        var x = outer.Watch(point).Exp().Log();
        Assert.Equal(3, outer.Count);
        using var inner = new Tape<double>();
        _ = inner.Watch(x).Exp();
        Assert.Equal(2, inner.Count);
    }

    [Fact]
    public void What_must_not_be_null_is_named()
    {
        var tape = new Tape<double>();
        var x = tape.Watch(point);
        var gradients = tape.Gradients(x.Sum());
        Assert.Equal("leaf", Assert.Throws<ArgumentNullException>(() => gradients[null!]).ParamName);
        Assert.Equal("leaf", Assert.Throws<ArgumentNullException>(() => gradients.TryGet(null!, out _)).ParamName);
        Assert.Equal("table", Assert.Throws<ArgumentNullException>(() => gradients.TryGetRows(null!, out _, out _)).ParamName);
        Assert.Equal("transform", Assert.Throws<ArgumentNullException>(() => gradients.Select(null!)).ParamName);
        Assert.Equal("list", Assert.Throws<ArgumentNullException>(static () => Gradients.Sum<double>(null!)).ParamName);
        string? named = null;
        try
        {
            _ = tape.Gradients((Tensor<double>)null!);
        }
        catch (ArgumentNullException exception)
        {
            named = exception.ParamName;
        }

        Assert.Equal("target", named);
        tape.Dispose();
    }

    private static TapeException Refusal(Tape<double> tape, Tensor<double> target, Tensor<double>[] of, bool createGraph = false)
    {
        try
        {
            _ = tape.Gradients(target, of: of, createGraph: createGraph);
        }
        catch (TapeException exception)
        {
            return exception;
        }

        throw new InvalidOperationException("Nothing was refused.");
    }

    [Fact]
    public void All_arguments_of_an_op_move_forward_with_their_tangents()
    {
        var (u, v) = (Tensor.Create(1.0, 10.0), Tensor.Create(100.0, 1000.0));

        // Three rules of a node: d(x y + z) = y dx + x dy + dz.
        var three = Differentiate.Jvp<double>(static x => (2 * x).MultiplyAdd(3 * x, 5 * x))(point, u).Product.ToArray();
        Assert.Equal([(12 * 2.0) + 5, 10 * ((12 * 3.0) + 5)], three);

        // A rule for each of a list of arguments, of which one does not move.
        var list = Differentiate.Jvp<double>(x => Ops.Concat([x, v, 2 * x]))(point, u).Product.ToArray();
        Assert.Equal([1.0, 10, 0, 0, 2, 20], list);

        // An argument that is broadcast.
        var broadcast = Differentiate.Jvp<double>(static x => Ops.Concat([x[0] + (x * x[1]), x]))(point, u).Product.ToArray();
        Assert.Equal([1 + (3 * 1) + (2 * 10), 1 + (3 * 10) + (3 * 10), 1, 10], broadcast);
    }

    [Fact]
    public void The_last_nodes_of_a_full_chunk_are_swept_as_the_others()
    {
        // Sweeps of many nodes ask for what lies before, never for what lies behind.
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(1.0));
        var y = x;
        for (var node = 0; node < 4_093; node++)
        {
            y = y + 1;
        }

        Assert.Equal([1.0], tape.Gradients(y.Sum())[x].ToArray());
    }

    [Fact]
    public void A_third_argument_of_an_outer_tape_outlives_the_inner_one()
    {
        using var outer = new Tape<double>();
        var c = outer.Watch(point);
        Tensor<double> w;
        using (var inner = new Tape<double>())
        {
            var a = inner.Watch(Tensor.Create(4.0, 5.0));
            w = a.MultiplyAdd(a, c);
            Assert.Equal([8.0, 10.0], inner.Gradients(w.Sum(), of: [a])[a].ToArray());
        }

        Assert.Equal([1.0, 1.0], outer.Gradients(w.Sum(), of: [c])[c].ToArray());
    }

    [Fact]
    public void A_frozen_parameter_that_an_inner_tape_used_must_not_change_before_the_outer_sweep()
    {
        var factor = new Parameter<double>(Tensor.Create(4.0, 5.0), "factor") { IsFrozen = true };
        using var outer = new Tape<double>();
        var x = outer.Watch(point);
        Tensor<double> product;
        using (new Tape<double>())
        {
            product = x * factor;
        }

        Assert.Equal([4.0, 5.0], outer.Gradients(product.Sum(), of: [x])[x].ToArray());
        factor.Assign(Tensor.Create(0.0, 0.0));
        var error = Record(outer, product, x);
        Assert.IsType<ParameterException>(error);
        Assert.Contains("factor", error.Message, StringComparison.Ordinal);

        // A tape cannot be captured by a lambda.
        static Exception? Record(Tape<double> tape, Tensor<double> product, Tensor<double> x)
        {
            try
            {
                tape.Gradients(product.Sum(), of: [x]);
                return null;
            }
            catch (ParameterException exception)
            {
                return exception;
            }
        }
    }

    [Fact]
    public void What_follows_from_an_unrecorded_number_is_as_little_a_constant_as_that()
    {
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        Tensor<double> first, second, third;
        using (new Scope<double>())
        {
            first = x.Sum();
            second = 2 * first;
            third = Ops.Where(second > 0, second, 1 + first);
        }

        foreach (var unrecorded in new[] { first, second, third })
        {
            Assert.Throws<TapeException>(() => x * unrecorded);
        }

        Assert.Equal(10, (second * third).Sqrt().Item());
    }

    [Fact]
    public void The_result_of_another_threads_ended_tape_is_a_constant()
    {
        Tensor<double>? made = null;
        var other = new Thread(() =>
        {
            using var theirs = new Tape<double>();
            made = (theirs.Watch(point) * 3).Sum();
        });
        other.Start();
        other.Join();
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        Assert.Equal([15.0, 15.0], tape.Gradients((x * made!).Sum())[x].ToArray());
    }

    [Fact]
    public void To_try_says_whether_there_is_a_gradient()
    {
        using var scope = new Scope<double>();
        var other = new Parameter<double>(Tensor.Create(1.0), "other");
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        var gradients = tape.Gradients(x.Sum(), of: [x, other], unreached: Unreached.Absent);
        Assert.True(gradients.TryGet(x, out var gradient));
        Assert.Equal([1.0, 1.0], gradient.ToArray());
        Assert.False(gradients.TryGet(other, out _));
        Assert.False(gradients.TryGet(point, out _));
        Assert.Equal([4.0, 6.0], Differentiate.Vectorize<double>(row =>
        {
            using var inner = new Tape<double>();
            var leaf = inner.Watch(row);
            var found = inner.Gradients((leaf * leaf).Sum());
            return found.TryGet(leaf, out var byRow) ? byRow : throw new InvalidOperationException("There is a gradient.");
        })(Ops.Stack([point, point]))[0].ToArray());
    }

    [Fact]
    public void Rows_have_gradients_by_seeds_of_their_own()
    {
        using var scope = new Scope<double>();
        var rows = Tensor.Create(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 }, { 5.0, 6.0 } });
        var seeded = Differentiate.Vectorize<double>(row => Of(row, Tensor.Create(10.0, 100.0)))(rows);
        Assert.Equal([20.0, 400, 60, 800, 100, 1200], seeded.ToArray());
        var byRow = Differentiate.Vectorize<double>(row => Of(row, row))(rows);
        Assert.Equal([2.0, 8, 18, 32, 50, 72], byRow.ToArray());
        var summed = Differentiate.Vectorize<double>(static row =>
        {
            using var tape = new Tape<double>();
            var leaf = tape.Watch(row);
            return tape.Gradients((leaf * leaf).Sum(), of: [leaf])[leaf];
        })(rows);
        Assert.Equal([2.0, 4, 6, 8, 10, 12], summed.ToArray());
        var wrong = Assert.Throws<ShapeException>(() => Differentiate.Vectorize<double>(row => Of(row, Tensor.Create(1.0, 2.0, 3.0)))(rows));
        Assert.Equal("AG216", wrong.Code);
        Assert.Equal("Gradients", wrong.Op);
        var without = Assert.Throws<TapeException>(() => Differentiate.Vectorize<double>(static row =>
        {
            using var tape = new Tape<double>();
            var leaf = tape.Watch(row);
            return tape.Gradients(leaf * leaf)[leaf];
        })(rows));
        Assert.Contains("seed", without.Message, StringComparison.Ordinal);

        static Tensor<double> Of(Tensor<double> row, Tensor<double> seed)
        {
            using var tape = new Tape<double>();
            var leaf = tape.Watch(row);
            return tape.Gradients(leaf * leaf, seed, of: [leaf])[leaf];
        }
    }

    [Fact]
    public void A_target_of_an_ended_tape_is_not_taken_for_the_node_that_has_its_place_now()
    {
        Tensor<double> old;
        using (var ended = new Tape<double>())
        {
            old = ended.Watch(point).Square().Sum();
        }

        Assert.Equal("AG214", CodeOf(old, Unreached.Throw));
        Assert.Equal("", CodeOf(old, Unreached.Zero));

        static string CodeOf(Tensor<double> target, Unreached unreached)
        {
            using var tape = new Tape<double>();
            var x = tape.Watch(Tensor.Create(2.0, 3.0));
            _ = x.Exp().Exp().Sum();
            try
            {
                Assert.Equal([0.0, 0.0], tape.Gradients(target, of: [x], unreached: unreached)[x].ToArray());
                return "";
            }
            catch (AutoGradException exception)
            {
                return exception.Code;
            }
        }
    }

    [Fact]
    public void A_target_of_another_threads_live_tape_is_refused_by_the_sweeps_name()
    {
        Tensor<double>? target = null;
        using var recorded = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        var other = new Thread(() =>
        {
            using var theirs = new Tape<double>();
            target = theirs.Watch(point).Square().Sum();
            recorded.Set();
            asked.Wait();
        })
        { IsBackground = true };
        other.Start();
        recorded.Wait();
        using var tape = new Tape<double>();
        var x = tape.Watch(point);
        AutoGradException? error = null;
        try
        {
            tape.Gradients(target!, of: [x], unreached: Unreached.Zero);
        }
        catch (AutoGradException exception)
        {
            error = exception;
        }
        finally
        {
            asked.Set();
            other.Join();
        }

        Assert.Equal(("AG211", "Gradients"), (error?.Code, error?.Op));
    }

    [Fact]
    public void The_parameters_of_gradients_are_listed_once()
    {
        var weight = new Parameter<double>(Tensor.Create(1.0), "weight");
        using var tape = new Tape<double>();
        var gradients = tape.Gradients((weight * 2).Sum());
        Assert.Equal([weight], gradients.Parameters);
        Assert.Same(gradients.Parameters, gradients.Parameters);
    }
}
