namespace AutoGrad.Properties;

/// <summary>Evaluates a graph in forward mode on plain arrays of dual numbers. It shares no code with the library: no kernel, no rule, no shape rule.</summary>
internal static class DualInterpreter
{
    // Beyond these sizes a comparison to many digits would say more about conditioning than about rules.
    private const double LargestValue = 30;
    private const double LargestBound = 1e4;

    /// <summary>The value of every step, or null as soon as one is out of its domain or grows too large.</summary>
    /// <param name="nodes">The graph.</param>
    /// <param name="direction">The tangent of an element of an input: from the input's place and the element's flat index.</param>
    /// <param name="limit">The largest value and bound allowed.</param>
    public static Dual[][]? Run(IReadOnlyList<GraphNode> nodes, Func<int, int, double> direction, double limit = 1)
    {
        var values = new Dual[nodes.Count][];
        for (var place = 0; place < nodes.Count; place++)
        {
            if (Step(nodes, place, values, direction) is not { } result || Array.Exists(result, x => !(Math.Abs(x.Value) <= LargestValue * limit) || !(x.Bound <= LargestBound * limit)))
            {
                return null;
            }

            values[place] = result;
        }

        return values;
    }

    public static Dual Total(Dual[] values) => values.Aggregate(default(Dual), static (sum, x) => sum + x);

    private static Dual[]? Step(IReadOnlyList<GraphNode> nodes, int place, Dual[][] values, Func<int, int, double> direction)
    {
        var node = nodes[place];
        if (node.IsLeaf)
        {
            return [.. node.Values!.Select((x, flat) => node.Op == GraphOp.Input ? new Dual(x, direction(place, flat), 1) : new Dual(x, 0, 0))];
        }

        var a = values[node.A];
        switch (node.Op)
        {
            case GraphOp.Add: return Zip(static (x, y) => x + y);
            case GraphOp.Subtract: return Zip(static (x, y) => x - y);
            case GraphOp.Multiply: return Zip(static (x, y) => x * y);
            case GraphOp.Divide: return Array.TrueForAll(values[node.B], static y => Math.Abs(y.Value) >= 0.3) ? Zip(static (x, y) => x / y) : null;
            case GraphOp.Scale: return Each(x => x.Through(node.Number * x.Value, node.Number));
            case GraphOp.Negate: return Each(static x => x.Through(-x.Value, -1));
            case GraphOp.Square: return Each(static x => x * x);
            case GraphOp.Sin: return Each(static x => x.Through(Math.Sin(x.Value), Math.Cos(x.Value)));
            case GraphOp.Cos: return Each(static x => x.Through(Math.Cos(x.Value), -Math.Sin(x.Value)));
            case GraphOp.Exp: return Array.TrueForAll(a, static x => x.Value <= 3) ? Each(static x => x.Through(Math.Exp(x.Value), Math.Exp(x.Value))) : null;
            case GraphOp.Log: return Array.TrueForAll(a, static x => x.Value >= 0.2) ? Each(static x => x.Through(Math.Log(x.Value), 1 / x.Value)) : null;
            case GraphOp.Reshape: return a;
            case GraphOp.Detach: return Each(static x => new Dual(x.Value, 0, 0));
            case GraphOp.Broadcast: return [.. Places(node.Shape).Select(index => a[Place(nodes[node.A].Shape, index)])];
            case GraphOp.Sum:
                var from = nodes[node.A].Shape;
                var sums = new Dual[Count(node.Shape)];
                for (var flat = 0; flat < a.Length; flat++)
                {
                    var index = Split(from, flat);
                    sums[Place(node.Shape, [.. index[..node.Axis], .. index[(node.Axis + 1)..]])] += a[flat];
                }

                return sums;
            default: throw new InvalidOperationException($"{node.Op} is not interpreted.");
        }

        Dual[] Each(Converter<Dual, Dual> function) => Array.ConvertAll(a, function);

        Dual[] Zip(Func<Dual, Dual, Dual> function) =>
            [.. Places(node.Shape).Select(index => function(a[Place(nodes[node.A].Shape, index)], values[node.B][Place(nodes[node.B].Shape, index)]))];
    }

    private static int Count(int[] shape) => shape.Aggregate(1, static (product, size) => product * size);

    private static IEnumerable<int[]> Places(int[] shape) => Enumerable.Range(0, Count(shape)).Select(flat => Split(shape, flat));

    private static int[] Split(int[] shape, int flat)
    {
        var index = new int[shape.Length];
        for (var axis = shape.Length; axis-- > 0; flat /= shape[axis])
        {
            index[axis] = flat % shape[axis];
        }

        return index;
    }

    /// <summary>The flat place, in a shape aligned from the last axis, of an index of the shape it broadcasts to.</summary>
    private static int Place(int[] shape, int[] index)
    {
        var flat = 0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            flat = (flat * shape[axis]) + (shape[axis] == 1 ? 0 : index[axis + index.Length - shape.Length]);
        }

        return flat;
    }
}
