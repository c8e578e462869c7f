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
}
