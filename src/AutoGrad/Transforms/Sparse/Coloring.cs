namespace AutoGrad;

/// <summary>Columns of a pattern put into groups, one sweep for each: what the members add up to can be told apart again.</summary>
/// <param name="Colors">The group of each column.</param>
/// <param name="Count">How many groups there are.</param>
/// <remarks>Source: Gebremedhin, Manne and Pothen, What color is your Jacobian? Graph coloring for computing derivatives, SIAM Review 47 (2005).</remarks>
internal sealed record Coloring(int[] Colors, int Count)
{
    private const int None = -1;

    /// <summary>Greedy: columns of one colour share no row, so that every element of the matrix stands alone in its row of the group's sum.</summary>
    public static Coloring OfColumns(SparsityPattern pattern)
    {
        var byColumn = pattern.Transposed();
        return Greedy(byColumn, (column, colors, forbid) =>
        {
            foreach (var row in byColumn.Row(column))
            {
                foreach (var other in pattern.Row(row))
                {
                    forbid(colors[other]);
                }
            }
        });
    }

    /// <summary>
    /// Greedy, for symmetric patterns: neighbours differ, and every path of four has three colours or more. So of the elements [i, j] and [j, i], which are equal, one stands alone.
    /// </summary>
    public static Coloring Star(SparsityPattern graph) => Greedy(graph, (vertex, colors, forbid) =>
    {
        var near = graph.Row(vertex);
        foreach (var neighbor in near)
        {
            if (neighbor == vertex)
            {
                continue;
            }

            // Two neighbours of one colour make the vertex the second of four: then it must differ from everything behind them.
            forbid(colors[neighbor]);
            var isShared = colors[neighbor] != None && CountOf(near, vertex, colors, colors[neighbor]) > 1;
            foreach (var second in graph.Row(neighbor))
            {
                if (second != vertex && second != neighbor && colors[second] != None &&
                    (colors[neighbor] == None || isShared || CountOf(graph.Row(second), second, colors, colors[neighbor]) > 1))
                {
                    forbid(colors[second]);
                }
            }
        }
    });

    /// <summary>How many neighbours of a vertex have a colour.</summary>
    public static int CountOf(ReadOnlySpan<int> neighbors, int vertex, int[] colors, int color)
    {
        var count = 0;
        foreach (var neighbor in neighbors)
        {
            count += neighbor != vertex && colors[neighbor] == color ? 1 : 0;
        }

        return count;
    }

    /// <summary>Gives each in turn, those with most neighbours first, the first colour that nothing forbids.</summary>
    private static Coloring Greedy(SparsityPattern graph, Action<int, int[], Action<int>> visit)
    {
        var size = graph.Height;
        var (colors, forbidden, count) = (new int[size], new int[size + 1], 0);
        Array.Fill(colors, None);
        Array.Fill(forbidden, None);
        foreach (var vertex in Enumerable.Range(0, size).OrderByDescending(vertex => graph.Row(vertex).Length))
        {
            visit(vertex, colors, color =>
            {
                if (color != None)
                {
                    forbidden[color] = vertex;
                }
            });

            var first = 0;
            while (forbidden[first] == vertex)
            {
                first++;
            }

            colors[vertex] = first;
            count = Math.Max(count, first + 1);
        }

        return new Coloring(colors, count);
    }
}
