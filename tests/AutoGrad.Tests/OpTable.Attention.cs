namespace AutoGrad;

internal static partial class OpTable
{
    private static IEnumerable<OpRow> AttentionFamily()
    {
        yield return Shaped3("ScaledDotProductAttention", (q, k, v) => q.ScaledDotProductAttention(k, v), (q, k, v) => q.ScaledDotProductAttention(k, v), (q, k, v) => Attention(q, k, v, null),
            ([2, 3], [4, 3], [4, 2]), ([1, 1], [1, 1], [1, 1]), ([2, 2, 3], [2, 3, 3], [2, 3, 4]), ([0, 2, 3], [0, 2, 3], [0, 2, 1]), ([0, 2], [3, 2], [3, 2]), ([2, 2], [0, 2], [0, 3])).Ulp(16);
        yield return Shaped3("ScaledDotProductAttention(causal, scale)", (q, k, v) => q.ScaledDotProductAttention(k, v, isCausal: true, scale: 0.3), (q, k, v) => q.ScaledDotProductAttention(k, v, isCausal: true, scale: 0.3),
            (q, k, v) => Attention(q, k, v, null, true, 0.3), ([3, 2], [3, 2], [3, 2]), ([2, 4, 3], [2, 3, 3], [2, 3, 1]), ([2, 2], [4, 2], [4, 2])).Ulp(16);
        yield return Shaped3("ScaledDotProductAttention(heads)", (q, k, v) => q.ScaledDotProductAttention(k, v, heads: 2), (q, k, v) => q.ScaledDotProductAttention(k, v, heads: 2),
            (q, k, v) => Attention(q, k, v, null, heads: 2), ([2, 4], [3, 4], [3, 6]), ([2, 2, 2], [2, 2, 2], [2, 2, 4])).Ulp(16);
        yield return ShapedMany("ScaledDotProductAttention(mask)", x => x[0].ScaledDotProductAttention(x[1], x[2], x[3]), x => x[0].ScaledDotProductAttention(x[1], x[2], x[3]), x => Attention(x[0], x[1], x[2], x[3]),
            [[2, 3], [4, 3], [4, 2], [2, 4]], [[2, 2, 3], [2, 3, 3], [2, 3, 1], [2, 1, 3]], [[2, 2, 2], [2, 3, 2], [2, 3, 2], [3]]).Ulp(16);
        yield return ShapedMany("ScaledDotProductAttention(mask, heads, causal)", x => x[0].ScaledDotProductAttention(x[1], x[2], x[3], isCausal: true, heads: 2), x => x[0].ScaledDotProductAttention(x[1], x[2], x[3], isCausal: true, heads: 2),
            x => Attention(x[0], x[1], x[2], x[3], true, heads: 2), [[2, 3, 4], [2, 3, 4], [2, 3, 2], [2, 3, 3]]).Ulp(16);

        // What the layer calls: queries, keys and values side by side in one operand.
        yield return Shaped("ScaledDotProductAttention(packed)", x => Ops.PackedAttention(x, null, false, 2), x => Ops.PackedAttention(x, null, false, 2),
            x => Attention(Third(x, 0), Third(x, 1), Third(x, 2), null, heads: 2), [3, 12], [2, 2, 6]).Ulp(16);
        yield return Shaped2("ScaledDotProductAttention(packed, mask)", (x, mask) => Ops.PackedAttention(x, mask, true, 2), (x, mask) => Ops.PackedAttention(x, mask, true, 2),
            (x, mask) => Attention(Third(x, 0), Third(x, 1), Third(x, 2), mask, true, heads: 2), ([3, 12], [3, 3])).Ulp(16);
    }

    private static Dense Third(Dense x, int third) => Dense.From([.. x.Shape[..^1], x.Shape[^1] / 3], place => x[[.. place[..^1], (third * (x.Shape[^1] / 3)) + place[^1]]]);

    /// <summary>Attention by its definition: for each query and head the scores, their exponentials, and the weighted mean of the values.</summary>
    private static Dense Attention(Dense q, Dense k, Dense v, Dense? mask, bool isCausal = false, double? scale = null, int? heads = null)
    {
        var (count, queries, keys) = (heads ?? 1, q.Shape[^2], k.Shape[^2]);
        var (size, valueSize) = (q.Shape[^1] / count, v.Shape[^1] / count);
        int[] scoreShape = heads is null ? [.. q.Shape[..^2], queries, keys] : [.. q.Shape[..^2], count, queries, keys];
        var added = mask is null ? null : Dense.Zip(x => x[0] + x[1], mask, Dense.From(scoreShape, _ => 0));
        return Dense.From([.. q.Shape[..^1], v.Shape[^1]], place =>
        {
            var (line, head) = (place[..^2], place[^1] / valueSize);
            var weights = new double[keys];
            for (var key = 0; key < keys; key++)
            {
                var dot = 0.0;
                for (var i = head * size; i < (head + 1) * size; i++)
                {
                    dot += q[[.. line, place[^2], i]] * k[[.. line, key, i]];
                }

                var bias = added is null ? 0 : heads is null ? added[[.. line, place[^2], key]] : added[[.. line, head, place[^2], key]];
                weights[key] = isCausal && key > place[^2] ? 0 : Math.Exp((dot * (scale ?? (1 / Math.Sqrt(size)))) + bias);
            }

            return keys == 0 ? 0 : Enumerable.Range(0, keys).Sum(key => weights[key] * v[[.. line, key, place[^1]]]) / weights.Sum();
        });
    }
}
