namespace AutoGrad.Oracle;

/// <summary>What the table's rows of attention and of recurrent cells compute, by their names, one number at a time.</summary>
internal static class SequenceDefinitions<N>
    where N : struct, IReal<N>
{
    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All = new Dictionary<string, Func<Grid<N>[], Grid<N>>>
    {
        ["ScaledDotProductAttention"] = static x => Attention(x, null),
        ["ScaledDotProductAttention(causal, scale)"] = static x => Attention(x, null, true, 0.3),
        ["ScaledDotProductAttention(heads)"] = static x => Attention(x, null, heads: 2),
        ["ScaledDotProductAttention(mask)"] = static x => Attention(x, x[3]),
        ["ScaledDotProductAttention(mask, heads, causal)"] = static x => Attention(x, x[3], true, heads: 2),
        ["ScaledDotProductAttention(packed)"] = static x => Attention(Thirds(x[0]), null, heads: 2),
        ["ScaledDotProductAttention(packed, mask)"] = static x => Attention(Thirds(x[0]), x[1], true, heads: 2),
        ["Lstm"] = static x => Lstm(x[0], x[1], x[2], x[3]),
        ["Gru"] = static x => Gru(x[0], x[1], x[2], x[3]),
    };

    private static Grid<N>[] Thirds(Grid<N> x)
    {
        var width = x.Shape[^1] / 3;
        return [.. Enumerable.Range(0, 3).Select(third => Grid<N>.From([.. x.Shape[..^1], width], i => x[[.. i[..^1], (third * width) + i[^1]]]))];
    }

    /// <summary>For each query and head: the scores, their softmax, and the mean of the values weighted by it. A head has its share of the columns.</summary>
    private static Grid<N> Attention(Grid<N>[] operands, Grid<N>? mask, bool isCausal = false, double? scale = null, int? heads = null)
    {
        var (q, k, v) = (operands[0], operands[1], operands[2]);
        var (size, width) = (q.Shape[^1] / (heads ?? 1), v.Shape[^1] / (heads ?? 1));
        var factor = scale is { } given ? N.From(given) : Functions<N>.One / N.Sqrt(N.From(size));
        return Grid<N>.From([.. q.Shape[..^1], v.Shape[^1]], i =>
        {
            var (line, query, head) = (i[..^2], i[^2], i[^1] / width);
            int[] keys = [.. Enumerable.Range(0, isCausal ? Math.Min(query + 1, k.Shape[^2]) : k.Shape[^2])];
            var weights = ShapedDefinitions<N>.Softmax(Array.ConvertAll(keys, key =>
            {
                var score = factor * ShapedDefinitions<N>.Sum(Enumerable.Range(head * size, size).Select(c => q[[.. line, query, c]] * k[[.. line, key, c]]));
                int[] place = heads is null ? [.. line, query, key] : [.. line, head, query, key];
                return mask is null ? score : score + mask.At(place);
            }));
            return ShapedDefinitions<N>.Sum(keys.Select(key => weights[key] * v[[.. line, key, i[^1]]]));
        });
    }

    /// <summary>The long short-term memory: the outputs, then the last cell.</summary>
    private static Grid<N> Lstm(Grid<N> gates, Grid<N> weight, Grid<N> hidden, Grid<N> cell)
    {
        var results = new List<N>();
        for (var step = 0; step < gates.Shape[0]; step++)
        {
            var (h, c) = (hidden, cell);
            N Gate(int[] at, int gate) => gates[step, at[0], (gate * h.Shape[1]) + at[1]] + MatrixDefinitions<N>.Product(h, weight, at[0], (gate * h.Shape[1]) + at[1]);
            var next = Grid<N>.From(h.Shape, at => (Functions<N>.Sigmoid(Gate(at, 1)) * c[at]) + (Functions<N>.Sigmoid(Gate(at, 0)) * Functions<N>.Tanh(Gate(at, 2))));
            (cell, hidden) = (next, Grid<N>.From(h.Shape, at => Functions<N>.Sigmoid(Gate(at, 3)) * Functions<N>.Tanh(next[at])));
            results.AddRange(hidden.Values);
        }

        return new([gates.Shape[0] + 1, .. cell.Shape], [.. results, .. cell.Values]);
    }

    /// <summary>The gated recurrent unit: the outputs.</summary>
    private static Grid<N> Gru(Grid<N> gates, Grid<N> weight, Grid<N> bias, Grid<N> hidden)
    {
        var results = new List<N>();
        for (var step = 0; step < gates.Shape[0]; step++)
        {
            var h = hidden;
            N X(int[] at, int gate) => gates[step, at[0], (gate * h.Shape[1]) + at[1]];
            N Q(int[] at, int gate) => MatrixDefinitions<N>.Product(h, weight, at[0], (gate * h.Shape[1]) + at[1]) + bias[(gate * h.Shape[1]) + at[1]];
            hidden = Grid<N>.From(h.Shape, at =>
            {
                var (r, z) = (Functions<N>.Sigmoid(X(at, 0) + Q(at, 0)), Functions<N>.Sigmoid(X(at, 1) + Q(at, 1)));
                return ((Functions<N>.One - z) * Functions<N>.Tanh(X(at, 2) + (r * Q(at, 2)))) + (z * h[at]);
            });
            results.AddRange(hidden.Values);
        }

        return new([gates.Shape[0], .. hidden.Shape], [.. results]);
    }
}
