namespace AutoGrad.Properties;

/// <summary>Draws graphs of 1 to 60 nodes that stay inside every step's domain, and makes failing ones smaller.</summary>
internal static class GraphGenerator
{
    private const int MostNodes = 60;
    private const int LargestLength = 36;

    /// <summary>Every step.</summary>
    public static readonly GraphOp[] Everything =
    [
        GraphOp.Add, GraphOp.Add, GraphOp.Subtract, GraphOp.Multiply, GraphOp.Multiply, GraphOp.Divide, GraphOp.Scale, GraphOp.Negate, GraphOp.Square, GraphOp.Sin, GraphOp.Cos, GraphOp.Exp,
        GraphOp.Log, GraphOp.Sum, GraphOp.Broadcast, GraphOp.Reshape, GraphOp.Detach, GraphOp.Constant, GraphOp.Input,
    ];

    /// <summary>Every step but Detach, whose result stands still when inputs move.</summary>
    public static readonly GraphOp[] Flowing = [.. Everything.Where(static op => op != GraphOp.Detach)];

    /// <summary>Steps that are closed in the integers: every sum and product is exact.</summary>
    public static readonly GraphOp[] Polynomial =
    [
        GraphOp.Add, GraphOp.Subtract, GraphOp.Multiply, GraphOp.Multiply, GraphOp.Scale, GraphOp.Negate, GraphOp.Square, GraphOp.Sum, GraphOp.Broadcast, GraphOp.Reshape, GraphOp.Constant, GraphOp.Input,
    ];

    /// <summary>A graph from a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="ops">The steps to draw from.</param>
    public static RandomGraph Draw(int seed, GraphOp[] ops)
    {
        var exact = ops == Polynomial;
        var random = new Random(seed);
        var count = random.Next(1, MostNodes + 1);
        var nodes = new List<GraphNode>();
        for (var input = Math.Min(count, random.Next(1, 4)); input > 0; input--)
        {
            nodes.Add(Leaf(random, GraphOp.Input, exact));
        }

        for (var attempt = 0; nodes.Count < count && attempt < 20 * count; attempt++)
        {
            if (Step(random, nodes, ops[random.Next(ops.Length)], exact) is { } node)
            {
                nodes.Add(node);
                if (DualInterpreter.Run(nodes, static (_, _) => 1, exact ? 1e5 : 1) is null)
                {
                    nodes.RemoveAt(nodes.Count - 1);
                }
            }
        }

        return new RandomGraph(nodes);
    }

    /// <summary>Smaller graphs: cut short, with a step skipped or replaced by a leaf, without unused steps, with simpler leaves.</summary>
    public static IEnumerable<RandomGraph> Shrink(RandomGraph graph)
    {
        var nodes = graph.Nodes;
        foreach (var length in new[] { nodes.Count / 4, nodes.Count / 2, 3 * nodes.Count / 4, nodes.Count - 1 }.Where(length => length > 0 && length < nodes.Count).Distinct())
        {
            yield return new RandomGraph([.. nodes.Take(length)]);
        }

        for (var place = nodes.Count - 1; place >= 0; place--)
        {
            if (place < nodes.Count - 1 && !nodes.Any(node => Uses(node, place)))
            {
                yield return Without(nodes, place, -1);
            }

            if (!nodes[place].IsLeaf)
            {
                if (place < nodes.Count - 1)
                {
                    var ones = new GraphNode(GraphOp.Input, -1, -1, nodes[place].Shape, Values: [.. Enumerable.Repeat(1.0, Length(nodes[place].Shape))]);
                    yield return new RandomGraph([.. nodes.Select((node, index) => index == place ? ones : node)]);
                }

                foreach (var operand in nodes[place].IsBinary ? new[] { nodes[place].A, nodes[place].B } : [nodes[place].A])
                {
                    if (nodes[operand].Shape.AsSpan().SequenceEqual(nodes[place].Shape) && place < nodes.Count - 1)
                    {
                        yield return Without(nodes, place, operand);
                    }
                }
            }
            else if (nodes[place].Values!.Any(static x => x != 1))
            {
                var simple = nodes[place] with { Values = Array.ConvertAll(nodes[place].Values!, static _ => 1.0) };
                yield return new RandomGraph([.. nodes.Select((node, index) => index == place ? simple : node)]);
            }
        }
    }

    private static bool Uses(GraphNode node, int place) => !node.IsLeaf && (node.A == place || (node.IsBinary && node.B == place));

    /// <summary>The graph without one step, whose users take another step instead.</summary>
    private static RandomGraph Without(IReadOnlyList<GraphNode> nodes, int place, int instead)
    {
        int Renumbered(int operand) => operand == place ? instead : operand > place ? operand - 1 : operand;
        return new RandomGraph([.. nodes.Where((_, index) => index != place).Select(node => node.IsLeaf ? node : node with { A = Renumbered(node.A), B = Renumbered(node.B) })]);
    }

    private static GraphNode? Step(Random random, List<GraphNode> nodes, GraphOp op, bool exact)
    {
        if (op is GraphOp.Input or GraphOp.Constant)
        {
            return random.Next(4) == 0 ? Leaf(random, op, exact) : null;
        }

        // Half of the operands are recent, so that graphs are deep; the others make them share.
        int Pick() => random.Next(2) == 0 ? random.Next(nodes.Count) : Math.Max(0, nodes.Count - 1 - random.Next(3));
        var (a, b) = (Pick(), Pick());
        var shape = nodes[a].Shape;
        switch (op)
        {
            case GraphOp.Add or GraphOp.Subtract or GraphOp.Multiply or GraphOp.Divide:
                return Broadcast(shape, nodes[b].Shape) is { } joined && Length(joined) <= LargestLength ? new GraphNode(op, a, b, joined) : null;
            case GraphOp.Scale:
                return new GraphNode(op, a, -1, shape, Number: exact ? random.Next(-3, 4) : Math.Round((4 * random.NextDouble()) - 2, 3));
            case GraphOp.Sum when shape.Length > 0:
                var axis = random.Next(shape.Length);
                return new GraphNode(op, a, -1, [.. shape[..axis], .. shape[(axis + 1)..]], Axis: axis);
            case GraphOp.Sum:
                return null;
            case GraphOp.Broadcast:
                int[] wider = [.. Enumerable.Repeat(0, random.Next(0, 2)).Select(_ => random.Next(1, 4)), .. shape.Select(size => size == 1 ? random.Next(1, 4) : size)];
                return Length(wider) <= LargestLength && wider.Length <= 4 ? new GraphNode(op, a, -1, wider) : null;
            case GraphOp.Reshape:
                int[] reshaped = random.Next(3) switch { 0 => [Length(shape)], 1 => [1, .. shape], _ => [.. shape.Reverse()] };
                return reshaped.Length <= 4 ? new GraphNode(op, a, -1, reshaped) : null;
            default:
                return new GraphNode(op, a, -1, shape);
        }
    }

    private static GraphNode Leaf(Random random, GraphOp op, bool exact)
    {
        var shape = new int[random.Next(0, 4)];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = random.Next(60) == 0 ? 0 : random.Next(1, 4);
        }

        var values = new double[Length(shape)];
        for (var flat = 0; flat < values.Length; flat++)
        {
            values[flat] = exact ? random.Next(-3, 4) : Math.Round((5 * random.NextDouble()) - 2, 3);
        }

        return new GraphNode(op, -1, -1, shape, Values: values);
    }

    private static int Length(int[] shape) => shape.Aggregate(1, static (product, size) => product * size);

    private static int[]? Broadcast(int[] x, int[] y)
    {
        var shape = new int[Math.Max(x.Length, y.Length)];
        for (var back = 1; back <= shape.Length; back++)
        {
            var (left, right) = (back <= x.Length ? x[^back] : 1, back <= y.Length ? y[^back] : 1);
            if (left != right && left != 1 && right != 1)
            {
                return null;
            }

            shape[^back] = left == 1 ? right : left;
        }

        return shape;
    }
}
