namespace AutoGrad;

/// <summary>The one place where the Tensors room words its errors: what was given, the rule, the way out.</summary>
internal static partial class Errors
{
    public static ShapeException RankTooLarge(string op, int rank) =>
        new("AG101", op, $"{rank} axes were given, but a tensor has at most {Shape.MaxRank}. Merge axes with Reshape.");

    public static ShapeException NegativeSize(string op, ReadOnlySpan<int> sizes) =>
        new("AG102", op, $"the sizes {Shape.Text(sizes)} contain a negative one. Sizes are 0 or more; only Reshape takes one -1 as \"whatever is left\".");

    public static ShapeException TooManyElements(string op, ReadOnlySpan<int> sizes) =>
        new("AG103", op, $"the sizes {Shape.Text(sizes)} multiply to more than the {Array.MaxLength} elements that one tensor can hold. Split the work into batches.");

    public static ShapeException Broadcast(string op, Shape a, Shape b, int left, int right, int axis) =>
        new("AG104", op, $"the shapes {a} and {b} do not broadcast: {left} and {right} meet on axis {axis} of the result. Aligned from the last axis, sizes must be equal or one of them 1. Use Reshape or Unsqueeze to align the axes.");

    public static ShapeException SameShape(string op, Shape expected, Shape given) =>
        new("AG105", op, $"the shape {given} was given where {expected} is needed. The shapes must be equal: nothing is broadcast here. Reshape one of them.");

    public static ShapeException ValueCount(string op, int count, Shape shape) =>
        new("AG106", op, $"{count} values were given for the shape {shape}, which holds {shape.ElementCount}. Both counts must be equal: check the sizes and their order, or give one value for each element.");

    public static ShapeException NotOneElement(string op, Shape shape) =>
        new("AG107", op, $"the shape is {shape} with {shape.ElementCount} elements, but exactly one is needed. Reduce first (Sum, Mean) or read AsSpan().");

    public static ShapeException Rule(string op, string given, string rule) => new("AG108", op, $"{given}. {rule}");

    public static AxisException Axis(string op, int axis, Shape shape) =>
        new("AG111", op, shape.Rank == 0
            ? FormattableString.Invariant($"axis {axis} was given, but the shape [] has no axes. Reshape or Unsqueeze the number first.")
            : FormattableString.Invariant($"axis {axis} does not exist in the shape {shape}. Axes run from {-shape.Rank} to {shape.Rank - 1}; -1 is the last."));

    public static AxisException ShapeAxis(int axis, Shape shape) =>
        new("AG111", "Shape", shape.Rank == 0
            ? FormattableString.Invariant($"the size of axis {axis} was asked for, but the shape [] has no axes. Look at Rank first.")
            : FormattableString.Invariant($"the size of axis {axis} was asked for, but the shape {shape} has the axes 0 to {shape.Rank - 1}. Negative numbers do not count from the end here: write shape[^1] for the last."));

    public static AxisException DuplicateAxis(string op, ReadOnlySpan<int> axes, Shape shape) =>
        new("AG112", op, $"the axes {Shape.Text(axes)} name an axis of the shape {shape} twice. Name each axis once; negative ones count from the end.");

    public static IndexException IndexOutOfRange(string op, int index, int position, int size, string what) =>
        new("AG121", op, size == 0
            ? FormattableString.Invariant($"index {index} at position {position} was given, but there is nothing to choose from: the size of {what} is 0. Check how the indices were made, or leave them empty.")
            : FormattableString.Invariant($"index {index} at position {position} is outside 0 .. {size - 1} of {what}. Check how the indices were made; negative ones do not count from the end here."));

    public static IndexException IndexOutOfAxis(string op, int index, int position, Shape shape, int axis) =>
        IndexOutOfRange(op, index, position, shape[axis], $"axis {axis} of the shape {shape}");

    public static IndexException NoSuchPlace(string list, int index, int count) =>
        new("AG121", list, count == 0
            ? FormattableString.Invariant($"the place {index} was asked for, but there is nothing in it. Look at its count first.")
            : FormattableString.Invariant($"the place {index} was asked for, but there are the places 0 to {count - 1}. Negative numbers do not count from the end here."));

    public static ValueException Value(string op, string given, string rule) => new("AG131", op, $"{given}. {rule}");

    public static TapeException InnerScopeOpen(string op) =>
        new("AG201", op, "a scope or tape that was opened inside this one is still open. Scopes end in the reverse order of opening: declare each with using.");

    public static ScopeEndedException ScopeEnded(string op, Shape shape) =>
        new("AG202", op, op == "Batch"
            ? $"the part of a batch with shape {shape} is read after the next batch was taken, which uses its memory. Read it within its own step, or keep it with Keep() before the next is taken."
            : $"the result of {op} with shape {shape} is read after its scope ended, and its memory is in use for something else. Read it before the end, or keep it with Keep() inside the scope; rank-0 tensors always live on.");

    public static ScopeEndedException RowOutlived(string op, Shape shape) =>
        new("AG204", op, $"the result of {op} with shape {shape} stood for all rows while Vectorize ran a function, and is read after that. Return from the function what is to be read later.");

    public static ScopeEndedException SpentOutput(string op, Shape shape) =>
        new("AG630", op, $"the result of {op} with shape {shape} is read after a sweep that said last: true let go of it, and its memory is in use for something else. Read it before the sweep, keep it with Keep(), or leave last out; rank-0 tensors and the sweep's targets live on.");

    public static ValueException Option(string option, long value, string rule) =>
        new("AG631", $"AutoGradOptions.{option}", FormattableString.Invariant($"{value} was given. {rule}"));

    public static TapeException ConversionOfTracked(string op, Shape shape) =>
        new("AG203", "To", $"the result of {op} with shape {shape} is tracked, and no gradient crosses element types. Say Detach() first if it is meant as a constant, or compute in one element type.");
}
