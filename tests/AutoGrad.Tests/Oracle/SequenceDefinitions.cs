namespace AutoGrad.Oracle;

/// <summary>What the table's rows of attention and the gated recurrent unit compute, by their names, one number at a time.</summary>
internal static class SequenceDefinitions<N>
    where N : struct, IReal<N>
{
    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All = new Dictionary<string, Func<Grid<N>[], Grid<N>>>
    {
        ["Gru"] = static x => Gru(x[0], x[1], x[2], x[3]),
        ["ScaledDotProductAttention(causal, scale)"] = static x => Attention(x[0], x[1], x[2], null, true, N.From(0.3), null),
        ["ScaledDotProductAttention(heads)"] = static x => Attention(x[0], x[1], x[2], null, false, null, 2),
        ["ScaledDotProductAttention(mask)"] = static x => Attention(x[0], x[1], x[2], x[3], false, null, null),
        ["ScaledDotProductAttention(mask, heads, causal)"] = static x => Attention(x[0], x[1], x[2], x[3], true, null, 2),
        ["ScaledDotProductAttention(packed)"] = static x => Attention(Third(x[0], 0), Third(x[0], 1), Third(x[0], 2), null, false, null, 2),
        ["ScaledDotProductAttention(packed, mask)"] = static x => Attention(Third(x[0], 0), Third(x[0], 1), Third(x[0], 2), x[1], true, null, 2),
    };

    private static Grid<N> Third(Grid<N> x, int third)
    {
        var size = x.Shape[^1] / 3;
        return Grid<N>.From([.. x.Shape[..^1], size], i => x[[.. i[..^1], (third * size) + i[^1]]]);
    }

    /// <summary>For each query and head: the exponentials of the scores of the keys that it sees, and the mean of the values by these weights.</summary>
    private static Grid<N> Attention(Grid<N> q, Grid<N> k, Grid<N> v, Grid<N>? mask, bool isCausal, N? scale, int? heads)
    {
        var (size, valueSize) = (q.Shape[^1] / (heads ?? 1), v.Shape[^1] / (heads ?? 1));
        var factor = scale ?? (Functions<N>.One / N.Sqrt(N.From(size)));
        return Grid<N>.From([.. q.Shape[..^1], v.Shape[^1]], place =>
        {
            var (line, query, head) = (place[..^2], place[^2], place[^1] / valueSize);
            var (total, weights) = (default(N), default(N));
            for (var key = 0; key < k.Shape[^2] && !(isCausal && key > query); key++)
            {
                var score = default(N);
                for (var i = head * size; i < (head + 1) * size; i++)
                {
                    score += q[[.. line, query, i]] * k[[.. line, key, i]];
                }

                score *= factor;
                score = mask is null ? score : score + mask.At(heads is null ? [.. line, query, key] : [.. line, head, query, key]);
                total += N.Exp(score) * v[[.. line, key, place[^1]]];
                weights += N.Exp(score);
            }

            return k.Shape[^2] == 0 ? default : total / weights;
        });
    }

    /// <summary>The gated recurrent unit: the outputs of all steps.</summary>
    private static Grid<N> Gru(Grid<N> gates, Grid<N> weight, Grid<N> bias, Grid<N> hidden)
    {
        var results = new List<N>();
        for (var step = 0; step < gates.Shape[0]; step++)
        {
            var h = hidden;
            N X(int[] at, int gate) => gates[step, at[0], (gate * h.Shape[1]) + at[1]];
            N Q(int[] at, int gate)
            {
                var column = (gate * h.Shape[1]) + at[1];
                return ShapedDefinitions<N>.Sum(Enumerable.Range(0, h.Shape[1]).Select(inner => h[at[0], inner] * weight[inner, column])) + bias[column];
            }

            hidden = Grid<N>.From(h.Shape, at =>
            {
                var (reset, update) = (Functions<N>.Sigmoid(X(at, 0) + Q(at, 0)), Functions<N>.Sigmoid(X(at, 1) + Q(at, 1)));
                return ((Functions<N>.One - update) * Functions<N>.Tanh(X(at, 2) + (reset * Q(at, 2)))) + (update * h[at]);
            });
            results.AddRange(hidden.Values);
        }

        return new([gates.Shape[0], .. hidden.Shape], [.. results]);
    }
}
