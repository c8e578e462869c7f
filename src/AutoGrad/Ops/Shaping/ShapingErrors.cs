namespace AutoGrad;

/// <content>The errors of ops that rearrange, cut and join.</content>
internal static partial class Errors
{
    public static IndexException RangeOutside(string op, string range, int axis, Shape shape) =>
        new("AG160", op, $"{range} does not lie inside axis {axis} of the shape {shape}, which has the size {shape[axis]}. Ranges are not clipped, and negative numbers do not count from the end: write ^1 for the last.");

    public static AxisException TooManyRanges(string op, int count, Shape shape) =>
        new("AG161", op, $"{count} indices and ranges were given for the shape {shape}, which has {shape.Rank} axes. Give at most one for each axis; axes that are left out stay whole.");

    public static ValueException ZeroStep(string op) =>
        new("AG162", op, "a step of 0 was given. A step is positive (forwards from the first element) or negative (backwards from the last).");

    public static ShapeException Concat(string op, int position, Shape given, Shape first, int axis) =>
        new("AG163", op, $"tensor {position} has the shape {given}, the first one {first}. All sizes except that of axis {axis} must be equal. Slice, Pad or Reshape the tensors first.");

    public static AxisException AxisOrder(string op, ReadOnlySpan<int> axes, Shape shape) =>
        new("AG164", op, $"the order {Shape.Text(axes)} was given for the shape {shape}. An order names each of its {shape.Rank} axes exactly once; MoveAxis and Transpose name only those that move.");

    public static AxisException NewAxis(string op, int axis, int rank) =>
        new("AG164", op, FormattableString.Invariant($"the new axis {axis} is named twice or does not exist in the result, which has {rank} axes. New axes are counted in the result: from {-rank} to {rank - 1}."));

    public static ShapeException SplitSizes(string op, ReadOnlySpan<int> sizes, int axis, Shape shape) =>
        new("AG165", op, $"the sizes {Shape.Text(sizes)} were given for axis {axis} of the shape {shape}. They must be 0 or more and add up to {shape[axis]}. Chunk finds the sizes itself.");

    public static ShapeException Squeeze(string op, int axis, Shape shape) =>
        new("AG166", op, $"axis {axis} of the shape {shape} has the size {shape[axis]}. Only axes of size 1 can be dropped; Select takes one element of a longer one.");

    public static ValueException Padding(string op, string given, string rule) => new("AG167", op, $"{given}. {rule}");

    public static ValueException NoTensors(string op) =>
        new("AG169", op, "an empty list of tensors was given. At least one is needed, since the shape of the result follows from it.");

    public static ValueException Count(string op, int count, string rule) => new("AG169", op, FormattableString.Invariant($"the count {count} was given. {rule}"));
}
