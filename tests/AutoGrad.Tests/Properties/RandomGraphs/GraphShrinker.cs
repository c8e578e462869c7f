using AutoGrad.Oracle;

namespace AutoGrad.Properties;

/// <summary>Makes a failing graph smaller: cut short, with a node skipped or replaced by an input, without unused nodes, with simpler numbers.</summary>
internal static class GraphShrinker
{
    /// <summary>The smallest graph that fails as well, found greedily.</summary>
    public static RandomGraph Smallest(RandomGraph graph, Func<RandomGraph, bool> fails)
    {
        for (var smaller = graph; smaller is not null; smaller = Candidates(graph).FirstOrDefault(fails))
        {
            graph = smaller;
        }

        return graph;
    }

    /// <summary>Smaller graphs. One whose steps leave their domains is left out.</summary>
    public static IEnumerable<RandomGraph> Candidates(RandomGraph graph) => Smaller(graph.Nodes).Select(static nodes => new RandomGraph([.. nodes])).Where(IsSound);

    private static IEnumerable<IEnumerable<GraphNode>> Smaller(IReadOnlyList<GraphNode> nodes)
    {
        foreach (var length in new[] { nodes.Count / 4, nodes.Count / 2, 3 * nodes.Count / 4, nodes.Count - 1 }.Where(length => length > 0 && length < nodes.Count).Distinct())
        {
            yield return nodes.Take(length);
        }

        for (var place = nodes.Count - 1; place >= 0; place--)
        {
            var node = nodes[place];
            if (place < nodes.Count - 1 && !nodes.Any(other => other.Operands.Contains(place)))
            {
                yield return Without(nodes, place, -1);
            }

            if (node.IsOutput)
            {
                yield return With(nodes, place, node with { IsOutput = false });
            }

            if (node.Step is LeafStep leaf)
            {
                if (leaf.Values.Any(static x => x != 1))
                {
                    yield return With(nodes, place, node with { Step = leaf with { Values = Array.ConvertAll(leaf.Values, static _ => 1.0) } });
                }

                continue;
            }

            if (place < nodes.Count - 1)
            {
                var ones = Enumerable.Repeat(1.0, node.Length).ToArray();
                yield return With(nodes, place, new GraphNode(new LeafStep(true, node.Shape, ones), [], node.Shape));
            }

            foreach (var operand in node.Operands.Where(operand => place < nodes.Count - 1 && nodes[operand].Shape.AsSpan().SequenceEqual(node.Shape)))
            {
                yield return Without(nodes, place, operand);
            }
        }
    }

    private static IEnumerable<GraphNode> With(IReadOnlyList<GraphNode> nodes, int place, GraphNode node) => nodes.Select((other, index) => index == place ? node : other);

    /// <summary>The graph without one node, whose users take another instead.</summary>
    private static IEnumerable<GraphNode> Without(IReadOnlyList<GraphNode> nodes, int place, int instead)
    {
        int Renumbered(int operand) => operand == place ? instead : operand > place ? operand - 1 : operand;
        return nodes.Where((_, index) => index != place).Select(node => node with { Operands = Array.ConvertAll(node.Operands, Renumbered) });
    }

    private static bool IsSound(RandomGraph graph)
    {
        var values = new List<Grid<Rounding>>();
        foreach (var node in graph.Nodes)
        {
            if (!node.IsLeaf && !node.Step.Accepts([.. node.Operands.Select(operand => values[operand])]))
            {
                return false;
            }

            values.Add(RandomGraph.Interpret(node, values.Count, values, static (_, _, x) => Rounding.Input(x, 1)));
        }

        return graph.Inputs.Any();
    }
}
