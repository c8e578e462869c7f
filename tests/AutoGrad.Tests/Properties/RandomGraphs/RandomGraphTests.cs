using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace AutoGrad.Properties;

/// <summary>The tape against the dual-number interpreter on thousands of random expressions: any wrong rule, accumulation or un-broadcasting shows.</summary>
public class RandomGraphTests(ITestOutputHelper output)
{
    private const int MostCoordinates = 8;

    [Fact]
    public void On_2000_random_graphs_the_gradient_equals_that_of_dual_numbers()
    {
        var (graphs, nodes, shared, compared) = (0, 0, 0, 0);
        Law.Holds(Graphs(GraphGenerator.Everything), graph =>
        {
            graphs++;
            nodes += graph.Nodes.Count;
            shared += graph.Nodes.Count(node => graph.Nodes.Count(user => !user.IsLeaf && (ReferenceEquals(graph.Nodes[user.A], node) || (user.IsBinary && ReferenceEquals(graph.Nodes[user.B], node)))) > 1);
            compared += Compare(graph, static bound => 1e-11 * Math.Max(1, bound));
        }, times: 2000);
        output.WriteLine($"checked {compared} derivatives of {graphs} graphs with {nodes} nodes, {shared} of them shared");
        Assert.True(graphs >= 2000 && nodes > 40_000 && shared > 10_000 && compared > 12_000, $"{graphs} graphs, {nodes} nodes, {shared} shared, {compared} derivatives");
    }

    /// <summary>With small integers every product and sum is exact, so one wrong index or a lost term shows whatever the tolerance: there is none.</summary>
    [Fact]
    public void On_500_graphs_of_integers_the_gradient_equals_that_of_dual_numbers_bit_for_bit()
    {
        var (graphs, compared) = (0, 0);
        Law.Holds(Graphs(GraphGenerator.Polynomial), graph =>
        {
            graphs++;
            compared += Compare(graph, static _ => 0);
        }, times: 500);
        output.WriteLine($"checked {compared} derivatives of {graphs} graphs");
        Assert.True(graphs >= 500 && compared > 3000, $"{graphs} graphs, {compared} derivatives");
    }

    /// <summary>The second order: gradients of a directional derivative of the gradient, against differences of the interpreter's first order.</summary>
    [Fact]
    public void On_400_random_graphs_the_hessian_vector_product_is_symmetric_and_agrees_with_differences()
    {
        var compared = 0;
        Law.Holds(Graphs(GraphGenerator.Flowing), graph => compared += CompareSecondOrder(graph), times: 400);
        output.WriteLine($"checked {compared} second derivatives");
        Assert.True(compared >= 300, $"only {compared} were compared");
    }

    [Fact]
    public void A_failing_graph_shrinks_to_a_few_nodes_and_prints_as_a_program()
    {
        // The fault that is looked for: any graph with a sine. The smallest is an input and a sine.
        var failing = Enumerable.Range(0, 100).Select(seed => GraphGenerator.Draw(seed, GraphGenerator.Everything)).First(static graph => graph.Nodes.Count > 30 && HasSine(graph));
        for (var smaller = failing; smaller is not null; smaller = GraphGenerator.Shrink(failing).FirstOrDefault(HasSine))
        {
            failing = smaller;
        }

        Assert.True(failing.Nodes.Count <= 3, failing.ToString());
        Assert.Contains(".Sin();", failing.ToString(), StringComparison.Ordinal);

        static bool HasSine(RandomGraph graph) => graph.Nodes.Any(static node => node.Op == GraphOp.Sin);
    }

    internal static Arbitrary<RandomGraph> Graphs(GraphOp[] ops) =>
        Arb.From(Gen.Choose(0, int.MaxValue - 1).Select(seed => GraphGenerator.Draw(seed, ops)), GraphGenerator.Shrink);

    private static int Compare(RandomGraph graph, Func<double, double> tolerance)
    {
        var limit = tolerance(1) == 0 ? 1e5 : 1;
        if (DualInterpreter.Run(graph.Nodes, static (_, _) => 1, limit) is null)
        {
            return 0;
        }

        var gradients = graph.TapeGradients();
        var inputs = graph.Inputs.ToArray();
        var compared = 0;
        for (var index = 0; index < inputs.Length; index++)
        {
            Assert.Equal(graph.Nodes[inputs[index]].Shape, gradients[index].Shape);
            for (var flat = 0; flat < gradients[index].Length; flat += 1 + (gradients[index].Length / MostCoordinates))
            {
                var expected = DualInterpreter.Total(DualInterpreter.Run(graph.Nodes, (place, element) => place == inputs[index] && element == flat ? 1 : 0, limit)![^1]);
                var actual = gradients[index].Values[flat];
                Assert.True(
                    Math.Abs(actual - expected.Tangent) <= tolerance(expected.Bound),
                    $"by n{inputs[index]}[{flat}]: dual numbers give {expected.Tangent:R}, the tape {actual:R} (scale {expected.Bound:G3})");
                compared++;
            }
        }

        return compared;
    }

    private static int CompareSecondOrder(RandomGraph graph)
    {
        // u' H v by the tape, both ways round, and by differences of the interpreter's derivative along v when the inputs move along u.
        static double U(int place, int flat) => Math.Sin((7 * place) + flat + 1);
        static double V(int place, int flat) => Math.Cos((5 * place) + (3 * flat));
        if (DualInterpreter.Run(graph.Nodes, V) is not { } values || DualInterpreter.Total(values[^1]).Bound > 1000)
        {
            return 0;
        }

        var (uhv, vhu) = (Bilinear(graph, U, V), Bilinear(graph, V, U));
        var outside = false;
        double Moved(double step)
        {
            var nodes = graph.Nodes.Select((node, place) => node.Op == GraphOp.Input ? node with { Values = [.. node.Values!.Select((x, flat) => x + (step * U(place, flat)))] } : node);
            var moved = DualInterpreter.Run([.. nodes], V, 2);
            outside |= moved is null;
            return moved is null ? 0 : DualInterpreter.Total(moved[^1]).Tangent;
        }

        var expected = Checks.FiniteDifference.Derivative(Moved);
        if (outside)
        {
            return 0;
        }

        var scale = Math.Max(1, Math.Max(Math.Abs(uhv), DualInterpreter.Total(values[^1]).Bound * 100));
        Assert.True(Math.Abs(uhv - vhu) <= 1e-10 * scale, $"u'Hv = {uhv:R}, v'Hu = {vhu:R}");
        Assert.True(Math.Abs(uhv - expected) <= 1e-7 * scale, $"u'Hv = {uhv:R}, differences give {expected:R}");
        return 1;
    }

    private static double Bilinear(RandomGraph graph, Func<int, int, double> u, Func<int, int, double> v)
    {
        using var tape = new Tape<double>();
        var (values, target) = graph.Record(tape);
        if (!target.IsTracked)
        {
            return 0;
        }

        var inputs = graph.Inputs.ToArray();
        var tensors = Array.ConvertAll(inputs, place => values[place]);
        var first = tape.Gradients(target, of: tensors, createGraph: true, unreached: Unreached.Zero);
        var along = Along(first, v);
        return along.IsTracked ? Along(tape.Gradients(along, of: tensors, unreached: Unreached.Zero), u).Item() : 0;

        Tensor<double> Along(Gradients<double> gradients, Func<int, int, double> direction)
        {
            var sum = Tensor.Scalar(0.0);
            for (var index = 0; index < inputs.Length; index++)
            {
                var shape = graph.Nodes[inputs[index]].Shape;
                var flat = 0;
                sum += (gradients[tensors[index]] * Dense.From(shape, _ => direction(inputs[index], flat++)).To<double>()).Sum();
            }

            return sum;
        }
    }
}
