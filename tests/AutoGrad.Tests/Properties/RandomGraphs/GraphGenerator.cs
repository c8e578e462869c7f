using AutoGrad.Oracle;

namespace AutoGrad.Properties;

/// <summary>Which steps a random graph is drawn from.</summary>
internal enum GraphKind
{
    /// <summary>Every step.</summary>
    Everything,

    /// <summary>Every step but Detach, whose result stands still when inputs move.</summary>
    Flowing,

    /// <summary>Steps that are closed in the whole numbers: every sum and product is exact.</summary>
    Exact,
}

/// <summary>Draws graphs of 1 to 60 nodes that stay inside every step's domain.</summary>
internal static class GraphGenerator
{
    private const int MostNodes = 60;
    private const int LargestLength = 36;
    private const int LargestRank = 4;

    // Beyond these sizes a comparison to many digits would say more about conditioning than about rules.
    private const double LargestValue = 30;
    private const double LargestSize = 1e4;

    /// <summary>With 4 unit roundoffs of slack this keeps every tolerance below 1e-12 of the sum of the path products' sizes.</summary>
    private const double LargestRelativeError = 2000;

    // A product of two such numbers and a sum of many is exact within 53 bits.
    private const double LargestExactSize = 1e6;

    /// <summary>A graph from a seed.</summary>
    public static RandomGraph Draw(int seed, GraphKind kind)
    {
        var random = new Random(seed);
        var count = random.Next(1, MostNodes + 1);
        var nodes = new List<GraphNode>();
        var values = new List<Grid<Rounding>>();
        for (var input = Math.Min(count, random.Next(1, 4)); input > 0; input--)
        {
            Add(Leaf(random, true, kind));
        }

        for (var attempt = 0; nodes.Count < count && attempt < 10 * count; attempt++)
        {
            if (Next(random, nodes, kind) is { } node && (node.IsLeaf || node.Step.Accepts([.. node.Operands.Select(operand => values[operand])])))
            {
                Add(node);
            }
        }

        return new RandomGraph(nodes);

        void Add(GraphNode node)
        {
            var value = RandomGraph.Interpret(node, nodes.Count, values, static (_, _, x) => Rounding.Input(x, 1));
            if (value.Values.Length <= LargestLength && value.Rank <= LargestRank && Array.TrueForAll(value.Values, kind == GraphKind.Exact ? IsExact : IsTame))
            {
                // What is counted, every eighth or so beside the last, may be used further or not.
                nodes.Add(node with { Shape = value.Shape, IsOutput = !node.IsLeaf && random.Next(8) == 0 });
                values.Add(value);
            }
        }
    }

    private static bool IsTame(Rounding x) => Math.Abs(x.Value) <= LargestValue && x.Size <= LargestSize && x.Error <= LargestRelativeError && x.SlopeError <= LargestRelativeError * x.Size;

    private static bool IsExact(Rounding x) => Math.Abs(x.Value) <= LargestExactSize && x.Size <= LargestExactSize;

    private static GraphNode? Next(Random random, List<GraphNode> nodes, GraphKind kind)
    {
        // Half of the operands are recent, so that graphs are deep; the others make them share.
        int Pick() => random.Next(2) == 0 ? random.Next(nodes.Count) : Math.Max(0, nodes.Count - 1 - random.Next(3));
        var (a, b, c) = (Pick(), Pick(), Pick());
        var (x, y) = (nodes[a].Shape, nodes[b].Shape);
        var isExact = kind == GraphKind.Exact;
        switch (random.Next(20))
        {
            case 0:
                return random.Next(4) == 0 ? Leaf(random, random.Next(2) == 0, kind) : null;
            case 1:
                return kind == GraphKind.Flowing || random.Next(2) == 0 ? null : new(new DetachStep(), [a], x);
            case <= 11:
                var choices = isExact || random.Next(5) < 2 ? ElementStep.Polynomials : ElementStep.Others;
                var step = choices[random.Next(choices.Length)];
                int[] operands = [.. new[] { a, b, c }.Take(step.Arity)];
                return Joined(nodes, operands) is null ? null : new(step, operands, []);
            case 12 or 13 when x.Length > 0:
                int[] axes = [.. Enumerable.Range(0, x.Length).Where(_ => random.Next(2) == 0).DefaultIfEmpty(random.Next(x.Length))];
                return new(new ReduceStep(isExact ? Choose(random, ReduceStep.Polynomials) : Choose(random, Enum.GetValues<Reduction>()), axes, random.Next(2) == 0), [a], []);
            case 14 when x.Length > 0:
                return new(new LineStep(isExact ? Choose(random, LineStep.Polynomials) : Choose(random, Enum.GetValues<Scan>()), random.Next(x.Length)), [a], []);
            case 15:
                var product = new MatMulStep(random.Next(2) == 0, random.Next(2) == 0);
                return product.Fits(x, y) ? new(product, [a, b], []) : null;
            case 16:
                return MoveStep.Two(random, x, y) is { } two ? new(two, [a, b], []) : null;
            default:
                return MoveStep.One(random, x) is { } one && one.Sources.Length <= LargestLength ? new(one, [a], []) : null;
        }
    }

    private static T Choose<T>(Random random, T[] items) => items[random.Next(items.Length)];

    /// <summary>The shape that operands broadcast to, if they do and it is not too large.</summary>
    private static int[]? Joined(List<GraphNode> nodes, int[] operands)
    {
        var joined = Array.Empty<int>();
        foreach (var operand in operands)
        {
            var shape = nodes[operand].Shape;
            if (!joined.Reverse().Zip(shape.Reverse()).All(static pair => pair.First == pair.Second || pair.First == 1 || pair.Second == 1))
            {
                return null;
            }

            joined = Dense.Broadcast(joined, shape);
        }

        return joined.Aggregate(1, static (product, size) => product * size) <= LargestLength ? joined : null;
    }

    private static GraphNode Leaf(Random random, bool isInput, GraphKind kind)
    {
        var shape = new int[random.Next(0, 4)];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = random.Next(60) == 0 ? 0 : random.Next(1, 4);
        }

        var values = new double[shape.Aggregate(1, static (product, size) => product * size)];
        for (var flat = 0; flat < values.Length; flat++)
        {
            values[flat] = kind == GraphKind.Exact ? random.Next(-3, 4) : Math.Round((5 * random.NextDouble()) - 2, 3);
        }

        return new GraphNode(new LeafStep(isInput, shape, values), [], shape);
    }
}
