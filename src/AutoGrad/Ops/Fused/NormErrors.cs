namespace AutoGrad;

/// <content>The errors of norms over groups and batches, and of positions.</content>
internal static partial class Errors
{
    public static ShapeException GroupNorm(string op, Shape x, Shape scale, Shape shift, int groups) =>
        new("AG662", op, FormattableString.Invariant($"x of shape {x}, vectors of the shapes {scale} and {shift} and {groups} {(groups == 1 ? "group" : "groups")} were given. x must be [n, channels, ..], the groups must divide the channels, and there must be one number of each vector for each channel; MoveAxis brings the channels to the second place."));

    public static ShapeException RotaryShape(string op, Shape x) =>
        new("AG663", op, $"x of shape {x} was given. It must be [.., positions, features] with an even number of features, since they are turned in pairs: Pad one, or Unsqueeze the axis of positions.");
}
