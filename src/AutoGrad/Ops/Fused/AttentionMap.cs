namespace AutoGrad;

/// <summary>What an attention does with its operands, checked: sizes, where the heads lie, how the mask is broadcast.</summary>
/// <param name="Sizes">The sizes.</param>
/// <param name="Mask">How the mask is broadcast.</param>
/// <param name="HasMask">Whether the last operand is a mask.</param>
/// <param name="IsPacked">Whether queries, keys and values are one operand, side by side in its last axis.</param>
/// <param name="SplitsHeads">Whether heads lie side by side in the last axis.</param>
/// <param name="Result">The shape of the result.</param>
internal readonly record struct AttentionMap(AttentionSizes Sizes, MaskView Mask, bool HasMask, bool IsPacked, bool SplitsHeads, Shape Result)
{
    /// <summary>Operands before the mask.</summary>
    public int Operands => IsPacked ? 1 : 3;

    public static AttentionMap Create(string op, Shape queries, Shape keys, Shape values, Shape? mask, bool isCausal, double? scale, int? heads)
    {
        var fits = queries.Rank >= 2 && queries.Rank == keys.Rank && queries.Rank == values.Rank && queries[^1] == keys[^1] && keys[^2] == values[^2];
        if (!fits || !queries.AsSpan()[..^2].SequenceEqual(keys.AsSpan()[..^2]) || !queries.AsSpan()[..^2].SequenceEqual(values.AsSpan()[..^2]))
        {
            throw Errors.Attention(op, queries, keys, values);
        }

        var (count, size, valueSize) = (heads ?? 1, queries[^1], values[^1]);
        CheckHeads(op, count, size);
        CheckHeads(op, count, valueSize);
        var leading = queries.AsSpan()[..^2];
        var sizes = new AttentionSizes(
            Shape.Create(leading).ElementCount,
            count,
            queries[^2],
            keys[^2],
            size / count,
            valueSize / count,
            isCausal,
            Scale(op, scale, size / count),
            new HeadView(0, queries[^2] * size, size / count, size),
            new HeadView(0, keys[^2] * size, size / count, size),
            new HeadView(0, keys[^2] * valueSize, valueSize / count, valueSize),
            new HeadView(0, queries[^2] * valueSize, valueSize / count, valueSize));
        return new AttentionMap(sizes, View(op, mask, leading, heads, sizes), mask is not null, false, heads is not null, Shape.Create([.. leading, queries[^2], valueSize]));
    }

    /// <summary>Queries, keys and values of one size side by side: [.., steps, 3 size].</summary>
    public static AttentionMap CreatePacked(string op, Shape packed, Shape? mask, bool isCausal, double? scale, int heads)
    {
        var (steps, size) = (packed[^2], packed[^1] / 3);
        CheckHeads(op, heads, size);
        var leading = packed.AsSpan()[..^2];
        var view = new HeadView(0, steps * packed[^1], size / heads, packed[^1]);
        var sizes = new AttentionSizes(
            Shape.Create(leading).ElementCount,
            heads,
            steps,
            steps,
            size / heads,
            size / heads,
            isCausal,
            Scale(op, scale, size / heads),
            view,
            view with { Offset = size },
            view with { Offset = 2 * size },
            new HeadView(0, steps * size, size / heads, size));
        return new AttentionMap(sizes, View(op, mask, leading, heads, sizes), mask is not null, true, true, Shape.Create([.. leading, steps, size]));
    }

    private static void CheckHeads(string op, int heads, int size)
    {
        if (heads < 1 || size % heads != 0)
        {
            throw Errors.AttentionHeads(op, heads, size);
        }
    }

    private static double Scale(string op, double? scale, int size) =>
        scale is null ? 1 / Math.Sqrt(Math.Max(1, size)) : double.IsFinite(scale.Value) ? scale.Value : throw Errors.AttentionScale(op, scale.Value);

    private static MaskView View(string op, Shape? mask, ReadOnlySpan<int> leading, int? heads, in AttentionSizes sizes)
    {
        if (mask is null)
        {
            return default;
        }

        ReadOnlySpan<int> split = heads is null ? [] : [sizes.Heads];
        var scores = Shape.Create([.. leading, .. split, sizes.Queries, sizes.Keys]);
        if (!ShapeRules.BroadcastsTo(mask, scores))
        {
            throw Errors.AttentionMask(op, mask, scores);
        }

        Span<int> strides = stackalloc int[scores.Rank];
        ShapeRules.BroadcastStrides(mask, scores, strides);
        LoopNest.Create(out var batches, scores.AsSpan()[..^2], strides[..^2]);
        return new MaskView(batches, strides[^2], strides[^1]);
    }
}
