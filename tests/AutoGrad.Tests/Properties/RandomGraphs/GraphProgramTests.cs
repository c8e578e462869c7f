using AutoGrad.House;

namespace AutoGrad.Properties;

/// <summary>What a failing graph prints compiles, runs, and prints the gradients that the test has.</summary>
[Collection(nameof(Alone))]
public class GraphProgramTests
{
    [Fact]
    public void A_printed_graph_is_a_program_with_the_graph_s_gradients()
    {
        foreach (var seed in Enumerable.Range(0, 12))
        {
            var graph = GraphGenerator.Draw(seed, seed % 3 == 0 ? GraphKind.Exact : GraphKind.Everything);
            var expected = graph.TapeGradients().Select(static gradient => gradient.To<double>().ToString());
            Assert.Null(DocsCodeTests.Try(graph.ToString(), run: true, string.Join('\n', expected)));
        }
    }
}
