using AutoGrad.Oracle;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace AutoGrad.Properties;

/// <summary>The tape against the oracle on thousands of random expressions: any wrong rule, accumulation or un-broadcasting shows.</summary>
public class RandomGraphTests(ITestOutputHelper output)
{
    /// <summary>Each node may round a few times more than its definition.</summary>
    private const double Tolerance = 4.0 / (1L << 53);
    private const double SecondTolerance = 4 * Tolerance;

    // The oracle's numbers of size one carry 32 digits. What is zero in exact arithmetic it may give as the product of two such errors.
    private const double OracleNoise = 1e-60;
    private const int MostCoordinates = 4;

    [Fact]
    public void On_random_graphs_every_gradient_lies_within_the_rounding_errors_of_the_oracle_s()
    {
        var (nodes, shared, derivatives) = (0L, 0L, 0L);
        var worst = 0.0;
        Run(Effort.Graphs, GraphKind.Everything, graph =>
        {
            nodes += graph.Nodes.Count;
            shared += graph.Nodes.SelectMany(static node => node.Operands).GroupBy(static operand => operand).Count(static users => users.Count() > 1);
            derivatives += CompareRounded(graph, ref worst);
        });
        output.WriteLine($"checked {derivatives:N0} derivatives of {Effort.Graphs:N0} graphs with {nodes:N0} nodes, {shared:N0} of them shared; the largest error was {worst:P0} of what is allowed");
        Tally.Add(Tally.Graphs, Effort.Graphs);
        Tally.Add(Tally.GraphNodes, nodes);
        Tally.Add(Tally.FirstOrder, derivatives);
        Assert.True(shared > Effort.Graphs && derivatives > 2L * Effort.Graphs, $"{shared} shared, {derivatives} derivatives");
    }

    /// <summary>With whole numbers every product and sum is exact, so one wrong index or a lost term shows whatever the tolerance: there is none.</summary>
    [Fact]
    public void On_random_graphs_of_exact_numbers_every_gradient_is_the_rational_one_bit_for_bit()
    {
        var derivatives = 0L;
        Run(Effort.ExactGraphs, GraphKind.Exact, graph => derivatives += CompareExactly(graph));
        output.WriteLine($"checked {derivatives:N0} derivatives");
        Tally.Add(Tally.ExactGraphs, Effort.ExactGraphs);
        Tally.Add(Tally.FirstOrder, derivatives);
        Assert.True(derivatives > 2L * Effort.ExactGraphs, $"only {derivatives} derivatives were compared");
    }

    /// <summary>H v forward over reverse, reverse over reverse, by duals of duals, and by differences of the oracle's gradient.</summary>
    [Fact]
    public void On_random_graphs_the_Hessian_vector_product_is_the_same_in_every_way()
    {
        var (products, numbers) = (0L, 0L);
        Run(Effort.SecondOrderGraphs, GraphKind.Flowing, graph =>
        {
            var compared = CompareSecondOrder(graph);
            (products, numbers) = (products + (compared > 0 ? 1 : 0), numbers + compared);
        });
        output.WriteLine($"checked {products:N0} products, {numbers:N0} numbers");
        Tally.Add(Tally.ThreeWays, products);
        Tally.Add(Tally.SecondOrder, numbers);
    }

    [Fact]
    public void A_failing_graph_shrinks_to_a_few_nodes_and_prints_as_a_program()
    {
        // The fault that is looked for: any graph with a sine. The smallest is an input and a sine.
        var failing = Enumerable.Range(0, 500).Select(static seed => GraphGenerator.Draw(seed, GraphKind.Everything)).First(static graph => graph.Nodes.Count > 30 && HasSine(graph));
        var smallest = GraphShrinker.Smallest(failing, HasSine);
        Assert.True(smallest.Nodes.Count <= 2, smallest.ToString());
        Assert.Contains(".Sin();", smallest.ToString(), StringComparison.Ordinal);

        static bool HasSine(RandomGraph graph) => graph.Nodes.Any(static node => node.Step is ElementStep { Name: "Sin" });
    }

    /// <summary>The comparison is worth something: a slope that is wrong by a part in 10^13 is seen, a right one is not.</summary>
    [Theory]
    [InlineData(1.0, true)]
    [InlineData(1 + 1e-13, false)]
    [InlineData(-1.0, false)]
    public void A_planted_fault_is_seen(double factor, bool passes)
    {
        var wrong = new ElementStep("Sin", 1, x => CustomOp.Map("PlantedSin", x[0], Math.Sin, (g, x, _) => g * x.Cos() * factor), "{0}.Sin()");
        var graph = new RandomGraph(
        [
            new(new LeafStep(true, [2], [0.7, -0.4]), [], [2]),
            new(ElementStep.Polynomials.First(static step => step.Name == "Square"), [0], [2]),
            new(wrong, [1], [2]),
        ]);
        var worst = 0.0;
        Assert.Equal(passes, Failure(graph, candidate => CompareRounded(candidate, ref worst)) is null);
    }

    internal static Arbitrary<RandomGraph> Graphs(GraphKind kind) =>
        Arb.From(Gen.Choose(0, int.MaxValue - 1).Select(seed => GraphGenerator.Draw(seed, kind)), GraphShrinker.Candidates);

    /// <summary>Runs a comparison on a number of graphs; the first that fails is made small before it is shown.</summary>
    private static void Run(int count, GraphKind kind, Action<RandomGraph> compare)
    {
        for (var seed = 0; seed < count; seed++)
        {
            var graph = GraphGenerator.Draw(seed, kind);
            if (Failure(graph, compare) is not null)
            {
                var smallest = GraphShrinker.Smallest(graph, candidate => Failure(candidate, compare) is not null);
                Assert.Fail($"seed {seed}: {Failure(smallest, compare)}{Environment.NewLine}{smallest}");
            }
        }
    }

    private static string? Failure(RandomGraph graph, Action<RandomGraph> compare)
    {
        try
        {
            compare(graph);
            return null;
        }
        catch (Exception exception) when (exception is Xunit.Sdk.XunitException or AutoGradException)
        {
            return exception.Message;
        }
    }

    private static int CompareRounded(RandomGraph graph, ref double worst)
    {
        var gradients = graph.TapeGradients();
        var inputs = graph.Inputs.ToArray();
        var compared = 0;
        foreach (var (at, element) in Coordinates(graph))
        {
            var expected = graph.Total(graph.Interpret((place, flat, x) => new Dual<DoubleDouble>(DoubleDouble.From(x), DoubleDouble.From(place == at && flat == element ? 1 : 0)))).Tangent.Leading;
            var bound = graph.Total(graph.Interpret((place, flat, x) => Rounding.Input(x, place == at && flat == element ? 1 : 0)));
            Check(at, element, expected, bound, ref worst);
        }

        // All inputs at once, along a direction of signs.
        var along = graph.Total(graph.Interpret((place, flat, x) => new Dual<DoubleDouble>(DoubleDouble.From(x), DoubleDouble.From(Sign(place, flat))))).Tangent.Leading;
        var whole = graph.Total(graph.Interpret(static (place, flat, x) => Rounding.Input(x, 1)));
        var product = inputs.Select((place, index) => gradients[index].Values.Select((slope, flat) => slope * Sign(place, flat)).Sum()).Sum();
        Assert.True(Math.Abs(product - along) <= (Tolerance * 2 * (whole.SlopeError + whole.Size)) + OracleNoise, $"along a direction: the oracle gives {along:R}, the tape {product:R} (bound {Tolerance * whole.SlopeError:G3})");
        return compared + 1;

        void Check(int place, int element, double expected, Rounding bound, ref double worst)
        {
            var actual = gradients[Array.IndexOf(inputs, place)].Values[element];
            var allowed = (Tolerance * bound.SlopeError) + OracleNoise;
            worst = Math.Max(worst, Math.Abs(actual - expected) / allowed);
            Assert.True(Math.Abs(actual - expected) <= allowed, $"by n{place}[{element}]: the oracle gives {expected:R}, the tape {actual:R} (allowed {allowed:G3}, size {bound.Size:G3})");
            compared++;
        }
    }

    private static int CompareExactly(RandomGraph graph)
    {
        var gradients = graph.TapeGradients();
        var inputs = graph.Inputs.ToArray();
        var compared = 0;
        foreach (var (at, element) in Coordinates(graph))
        {
            var expected = graph.Total(graph.Interpret((place, flat, x) => new Dual<BigRational>(BigRational.From(x), BigRational.From(place == at && flat == element ? 1 : 0)))).Tangent.Leading;
            var actual = gradients[Array.IndexOf(inputs, at)].Values[element];
            Assert.True(expected == actual, $"by n{at}[{element}]: rational numbers give {expected:R}, the tape {actual:R}");
            compared++;
        }

        return compared;
    }

    private static int CompareSecondOrder(RandomGraph graph)
    {
        var point = Dense.Vector(graph.Point).To<double>();
        var vector = Dense.Vector([.. graph.Inputs.SelectMany(place => Enumerable.Range(0, graph.Nodes[place].Length).Select(flat => Sign(place, flat)))]).To<double>();
        var gradient = Differentiate.Gradient<double>(graph.Evaluate, Unreached.Zero);
        var forward = Dense.Of(Differentiate.Jvp(gradient)(point, vector).Product);
        var reverse = Dense.Of(Differentiate.Gradient<double>(x => (gradient(x) * vector).Sum(), Unreached.Zero)(point));
        var compared = 0;
        foreach (var (at, element) in Coordinates(graph, most: 2))
        {
            Dual<DoubleDouble> Moved(int place, int flat, double x, double step) =>
                new(DoubleDouble.From(x) + (DoubleDouble.From(step) * DoubleDouble.From(Sign(place, flat))), DoubleDouble.From(place == at && flat == element ? 1 : 0));
            DoubleDouble Slope(double step) => graph.Total(graph.Interpret((place, flat, x) => Moved(place, flat, x, step))).Tangent;
            var exact = graph.Total(graph.Interpret((place, flat, x) => new Dual<Dual<DoubleDouble>>(
                Moved(place, flat, x, 0),
                Dual<DoubleDouble>.From(Sign(place, flat))))).Tangent.Tangent.Leading;

            // In 32 digits five points with a step of 2^-24 leave an error of about 2^-96 of the fifth derivative.
            var step = Math.ScaleB(1, -24);
            var eight = DoubleDouble.From(8);
            var differences = (((eight * (Slope(step) - Slope(-step))) - (Slope(2 * step) - Slope(-2 * step))) / DoubleDouble.From(12 * step)).Leading;
            var place = graph.Start(at) + element;
            var size = graph.Total(graph.Interpret((input, flat, x) => new Dual<Rounding>(Rounding.Input(x, 1), Rounding.From(input == at && flat == element ? 1 : 0)))).Tangent;
            var allowed = (SecondTolerance * (size.SlopeError + size.Size)) + OracleNoise;
            Assert.True(Math.Abs(exact - differences) <= 1e-12 * Math.Max(1, size.Size), $"by n{at}[{element}]: duals of duals give {exact:R}, differences {differences:R}");
            Assert.True(Math.Abs(forward.Values[place] - exact) <= allowed, $"by n{at}[{element}]: forward over reverse gives {forward.Values[place]:R}, the oracle {exact:R}");
            Assert.True(Math.Abs(reverse.Values[place] - exact) <= allowed, $"by n{at}[{element}]: reverse over reverse gives {reverse.Values[place]:R}, the oracle {exact:R}");
            compared += 3;
        }

        return compared;
    }

    /// <summary>Some elements of the inputs, spread over all.</summary>
    private static List<(int Place, int Element)> Coordinates(RandomGraph graph, int most = MostCoordinates)
    {
        var all = graph.Inputs.SelectMany(place => Enumerable.Range(0, graph.Nodes[place].Length).Select(flat => (place, flat))).ToList();
        return all.Count <= most ? all : [.. Enumerable.Range(0, most).Select(index => all[((index * all.Count) + (graph.Nodes.Count % all.Count)) / most % all.Count])];
    }

    private static double Sign(int place, int flat) => (((5 * place) + (3 * flat)) % 7) < 3 ? 1 : -1;
}
