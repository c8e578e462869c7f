using FsCheck;
using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 74, 81, 86 and 88: recomputed segments, written parameters, scripts of scopes and tapes, observers.</summary>
public class StateLaws
{
    private static readonly Arbitrary<RandomGraph> graphs = RandomGraphTests.Graphs(GraphKind.Everything);

    [Law(74)]
    [Fact]
    public void A_recomputed_segment_gives_the_gradient_of_the_segment_bit_for_bit() => Holds(FunctionAt.Any, static c =>
    {
        Tensor<double> Segment(Tensor<double> x) => c.G.Call(c.F.Call(x));
        var recomputed = Differentiate.Recompute<double>(Segment);
        Same(Value(Segment, c.X), Value(recomputed, c.X));
        Same(Pull(Segment, c.X, c.V), Pull(recomputed, c.X, c.V));

        // Within more of a graph, one segment in another, and at the second order.
        Tensor<double> Plain(Tensor<double> x) => x * c.F.Call(c.G.Call(x.Sin()));
        Tensor<double> Nested(Tensor<double> x) => x * Differentiate.Recompute<double>(z => c.F.Call(Differentiate.Recompute<double>(c.G.Call)(z)))(x.Sin());
        Same(Pull(Plain, c.X, c.V), Pull(Nested, c.X, c.V));
        Near(Pull(x => Differentiate.Gradient<double>(t => Plain(t).Sum())(x), c.X, c.V), Pull(x => Differentiate.Gradient<double>(t => Nested(t).Sum())(x), c.X, c.V));
    });

    // Nothing else is written in place: tensors are immutable.
    [Law(81)]
    [Fact]
    public void A_parameter_that_was_written_after_it_was_used_is_refused_by_the_sweep_and_by_no_other() => Holds(FunctionAt.Any, static c =>
    {
        var parameter = new Parameter<double>(c.X.To<double>(), "written");
        var other = new Parameter<double>(c.V.To<double>(), "unused");
        using (var before = new Tape<double>())
        {
            var y = (c.F.Call(parameter) * parameter).Sum();
            other.Assign(c.X.To<double>());
            _ = before.Gradients(y)[parameter];
            parameter.Assign(c.V.To<double>());
            AutoGradException? refused = null;
            try
            {
                _ = before.Gradients(y)[parameter];
            }
            catch (AutoGradException caught)
            {
                refused = caught;
            }

            Assert.Contains("written", Assert.IsAssignableFrom<AutoGradException>(refused).Message, StringComparison.Ordinal);
        }

        using var after = new Tape<double>();
        Same(Pull(x => (c.F.Call(x) * x).Sum(), c.V), Dense.Of(after.Gradients((c.F.Call(parameter) * parameter).Sum())[parameter]));
    });

    [Law(86)]
    [Fact]
    public void Any_script_of_scopes_and_tapes_does_what_a_model_of_them_does()
    {
        Holds(Script.Any, static script => script.Run());
        var (sweeps, refusals, ends) = Script.Done;
        Assert.True(sweeps >= Effort.LawCases / 4 && refusals > 0 && ends >= Effort.LawCases, $"{sweeps} sweeps, {refusals} refusals, {ends} ends");
    }

    [Law(88)]
    [Fact]
    public void An_observer_sees_the_whole_cotangent_once() => Holds(graphs, static graph =>
    {
        var plain = graph.TapeGradients();
        using var tape = new Tape<double>();
        var inputs = new Dictionary<int, Tensor<double>>();
        var seen = new Dictionary<int, List<Dense>>();
        foreach (var place in graph.Inputs)
        {
            var calls = seen[place] = [];
            inputs[place] = tape.Watch(graph.Nodes[place].Step.Build([])).OnCotangent(g => calls.Add(Dense.Of(g)));
        }

        var target = graph.Build(place => inputs[place]).Target;
        if (!target.IsTracked)
        {
            return;
        }

        _ = tape.Gradients(target, unreached: Unreached.Zero);
        foreach (var (place, expected) in graph.Inputs.Zip(plain))
        {
            // What the target does not depend on is not swept.
            Assert.InRange(seen[place].Count, expected.Values.Any(static e => e != 0) ? 1 : 0, 1);
            seen[place].ForEach(cotangent => Same(expected, cotangent));
        }
    });
}
