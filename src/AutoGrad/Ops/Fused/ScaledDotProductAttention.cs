using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> queries)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Attention: for each query the mean of the values, weighted by the softmax of the query's dot products with the keys.</summary>
        /// <remarks>
        /// Formula: y = P v, with P = softmax(s q kᵀ + m) along the keys, s the <paramref name="scale"/> and m the <paramref name="mask"/>; with <paramref name="isCausal"/> query i sees the keys 0 .. i only.
        /// Derivative: Pᵀ g for v; with dS = P (g vᵀ - the sum over the keys of P g vᵀ), s dS k for q, s dSᵀ q for k, and dS for m, summed where it was broadcast.
        /// Shapes: q [.., n, d], k [.., l, d], v [.., l, e] with equal leading axes give [.., n, e], and m broadcasts to [.., n, l]; with <paramref name="heads"/> h the last axes are
        /// h d, h d and h e, each head a run of neighbours, and m broadcasts to [.., h, n, l].
        /// Keeps: q, k, v, m, y and two numbers for each query; never the weights, which backward computes again.
        /// Errors: AG620 where the shapes do not fit, AG621 for a number of heads that does not divide them, AG622 for a mask that does not broadcast, AG623 for a scale that is not finite.
        /// Edges: a mask of -inf hides a key; a query that sees no key gives 0 and passes no gradient; NaN or +inf in a score makes its query NaN.
        /// Accuracy: fused multiply-adds in order within blocks of keys; the same bits for every vector width and thread count.
        /// Source: Vaswani et al., Attention is all you need, 2017; Dao, Fu, Ermon, Rudra and Ré, FlashAttention, 2022, for the blocks.
        /// </remarks>
        /// <param name="keys">What the queries are compared with.</param>
        /// <param name="values">What is averaged: one row for each key.</param>
        /// <param name="mask">What is added to the scores: -inf to hide, 0 to show, anything between to bias.</param>
        /// <param name="isCausal">Whether queries see only the keys up to their own position.</param>
        /// <param name="scale">What the dot products are multiplied by: 1 / sqrt(d) by default.</param>
        /// <param name="heads">Into how many heads the last axes are split; none: the operands are one head, or heads are leading axes.</param>
        public Tensor<T> ScaledDotProductAttention(Tensor<T> keys, Tensor<T> values, Tensor<T>? mask = null, bool isCausal = false, double? scale = null, int? heads = null)
        {
            ArgumentNullException.ThrowIfNull(queries);
            ArgumentNullException.ThrowIfNull(keys);
            ArgumentNullException.ThrowIfNull(values);
            var map = AttentionMap.Create("ScaledDotProductAttention", queries.Shape, keys.Shape, values.Shape, mask?.Shape, isCausal, scale, heads);
            return Attend<T>(mask is null ? [queries, keys, values] : [queries, keys, values, mask], map);
        }
    }

    /// <summary>ScaledDotProductAttention of queries, keys and values that lie side by side in one tensor [.., steps, 3 size], as one product makes them: nothing is copied apart.</summary>
    internal static Tensor<T> PackedAttention<T>(Tensor<T> packed, Tensor<T>? mask, bool isCausal, int heads)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Attend<T>(mask is null ? [packed] : [packed, mask], AttentionMap.CreatePacked("ScaledDotProductAttention", packed.Shape, mask?.Shape, isCausal, null, heads));

    private static Tensor<T> Attend<T>(Tensor<T>[] operands, AttentionMap map)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var output = Tensor<T>.Allocate("ScaledDotProductAttention", map.Result);
        var notes = Tensor<T>.Allocate("ScaledDotProductAttention", Shape.Create(map.Sizes.Lines, map.Sizes.Queries, AttentionSizes.Notes));
        Launch.RunJoint(new AttentionKernel<T>(map), operands, [output], notes);
        return EnterJoint(output, OpKind.General, operands, (operands, output, needed) => g =>
        {
            if (IsRecording<T>())
            {
                return AttentionByOps(operands, map, needed, g);
            }

            // The weights exist only block by block: for the mask's cotangent, which has their shape, they are made of ops.
            var ofMask = new bool[operands.Length];
            ofMask[^1] = map.HasMask && needed[^1];
            var results = ofMask[^1] ? AttentionByOps(operands, map, ofMask, g) : new Tensor<T>?[operands.Length];
            for (var index = 0; index < map.Operands; index++)
            {
                results[index] = Tensor<T>.Allocate("ScaledDotProductAttention", operands[index].Shape);
            }

            Launch.RunJoint(new AttentionGradientKernel<T>(map), [.. operands, output, notes, g], results.AsSpan()[..map.Operands]);
            return results;
        });
    }

    /// <summary>The cotangents of an attention's operands, by ops that have every order.</summary>
    private static Tensor<T>?[] AttentionByOps<T>(Tensor<T>[] operands, AttentionMap map, bool[] needed, Tensor<T> g)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sizes = map.Sizes;
        var width = sizes.Heads * sizes.Size;
        var queries = SplitHeads(map.IsPacked ? operands[0].Narrow(-1, 0, width) : operands[0], map);
        var keys = SplitHeads(map.IsPacked ? operands[0].Narrow(-1, width, width) : operands[1], map);
        var values = SplitHeads(map.IsPacked ? operands[0].Narrow(-1, 2 * width, width) : operands[2], map);
        g = SplitHeads(g, map);
        var weights = AttentionWeights(queries, keys, map.HasMask ? operands[^1] : null, sizes);
        var slopes = SoftmaxGradient(g.MatMul(values, transposeRight: true), weights, weights.Rank - 1);
        var forQueries = needed[0] ? JoinHeads(slopes.MatMul(keys) * sizes.Scale, map) : null;
        var forKeys = needed[map.IsPacked ? 0 : 1] ? JoinHeads(slopes.MatMul(queries, transposeLeft: true) * sizes.Scale, map) : null;
        var forValues = needed[map.IsPacked ? 0 : 2] ? JoinHeads(weights.MatMul(g, transposeLeft: true), map) : null;
        var forMask = map.HasMask && needed[^1] ? slopes.SumTo(operands[^1].Shape) : null;
        Tensor<T>?[] results = !map.IsPacked ? [forQueries, forKeys, forValues] : needed[0] ? [Concat([forQueries!, forKeys!, forValues!], -1)] : [null];
        return map.HasMask ? [.. results, forMask] : results;
    }

    /// <summary>ScaledDotProductAttention whose weights are dropped at random, by ops: the weights are then wanted as a tensor.</summary>
    internal static Tensor<T> DroppedAttention<T>(Tensor<T> queries, Tensor<T> keys, Tensor<T> values, Tensor<T>? mask, bool isCausal, int heads, double rate, RandomStream random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var map = AttentionMap.Create("ScaledDotProductAttention", queries.Shape, keys.Shape, values.Shape, mask?.Shape, isCausal, null, heads);
        var weights = AttentionWeights(SplitHeads(queries, map), SplitHeads(keys, map), mask, map.Sizes);
        return JoinHeads(weights.Dropout(rate, random).MatMul(SplitHeads(values, map)), map);
    }

    /// <summary>The softmax of the scores, by ops. Not by Softmax: the weights of a row of nothing but -inf are 0 here.</summary>
    private static Tensor<T> AttentionWeights<T>(Tensor<T> queries, Tensor<T> keys, Tensor<T>? mask, AttentionSizes sizes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scores = queries.MatMul(keys, transposeRight: true) * sizes.Scale;
        if (sizes.IsCausal)
        {
            scores += Tensor.Full(Shape.Create(sizes.Queries, sizes.Keys), T.NegativeInfinity).UpperTriangle(1);
        }

        scores = mask is null ? scores : scores + mask;
        return ExponentialRatio(scores, scores.LogSumExp([-1], keepAxes: true));
    }

    /// <summary>[.., steps, heads size] to [.., heads, steps, size].</summary>
    private static Tensor<T> SplitHeads<T>(Tensor<T> x, AttentionMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        map.SplitsHeads ? x.ReshapeTo(Shape.Create([.. x.Shape.AsSpan()[..^1], map.Sizes.Heads, x.Shape[^1] / map.Sizes.Heads])).MoveAxis(-2, -3) : x;

    /// <summary>[.., heads, steps, size] to [.., steps, heads size].</summary>
    private static Tensor<T> JoinHeads<T>(Tensor<T> x, AttentionMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        map.SplitsHeads ? x.MoveAxis(-3, -2).ReshapeTo(Shape.Create([.. x.Shape.AsSpan()[..^3], x.Shape[^2], map.Sizes.Heads * x.Shape[^1]])) : x;
}

/// <summary>The operands are queries, keys and values, or all three packed, and the mask, if there is one; the notes are for the gradient.</summary>
internal readonly record struct AttentionKernel<T>(AttentionMap Map) : IJointKernel<T>, IProductKernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Of the scores and of the weighted means, hidden ones included.</summary>
    public long MultiplyAdds => (long)Map.Sizes.Lines * Map.Sizes.Queries * Map.Sizes.Keys * (Map.Sizes.Size + Map.Sizes.ValueSize);

    public void Invoke(Operands<T> operands, Results<T> results) => AttentionForward.Run(
        Map.Sizes,
        operands[0],
        operands[Map.IsPacked ? 0 : 1],
        operands[Map.IsPacked ? 0 : 2],
        Map.HasMask ? operands[Map.Operands] : default,
        Map.Mask,
        results[0],
        results.Notes);
}

/// <summary>The operands are those of the forward pass, its result, its notes and the result's cotangent; the results the cotangents of queries, keys and values, or of all three packed.</summary>
internal readonly record struct AttentionGradientKernel<T>(AttentionMap Map) : IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Operands<T> operands, Results<T> results) => AttentionBackward.Run(
        Map.Sizes,
        operands[0],
        operands[Map.IsPacked ? 0 : 1],
        operands[Map.IsPacked ? 0 : 2],
        Map.HasMask ? operands[Map.Operands] : default,
        Map.Mask,
        operands[^1],
        operands[^3],
        operands[^2],
        results[0],
        results[Map.IsPacked ? 0 : 1],
        results[Map.IsPacked ? 0 : 2]);
}
