namespace AutoGrad;

/// <content>The errors of attention.</content>
internal static partial class Errors
{
    public static ShapeException Attention(string op, Shape queries, Shape keys, Shape values) =>
        new("AG620", op, $"queries of shape {queries}, keys of shape {keys} and values of shape {values} were given. They must be [.., queries, size], [.., keys, size] and [.., keys, value size] with equal axes before these: Reshape, Permute or BroadcastTo what differs.");

    public static ValueException AttentionHeads(string op, int heads, int size) =>
        new("AG621", op, FormattableString.Invariant($"{heads} heads were given for a size of {size}. Heads are equal parts of the last axis: 1 or more, and the sizes of queries and values are multiples of them."));

    public static ShapeException AttentionMask(string op, Shape mask, Shape scores) =>
        new("AG622", op, $"a mask of shape {mask} was given for scores of shape {scores}. The mask is added to the scores and must broadcast to them: aligned from the last axis, each size equal or 1.");

    public static ValueException AttentionScale(string op, double scale) =>
        new("AG623", op, FormattableString.Invariant($"the scale {scale} was given. It multiplies the scores and must be finite; leave it out for 1 / sqrt(size)."));
}
