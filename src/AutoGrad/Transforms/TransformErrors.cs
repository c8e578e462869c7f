namespace AutoGrad;

/// <content>Errors of the Transforms room.</content>
internal static partial class Errors
{
    public static ShapeException NoRows(Shape shape) =>
        new("AG722", "Vectorize", $"the shape {shape} was given. It needs a leading axis with one row or more, since the shape of the result is known from a row's. Unsqueeze a single row, and test for none first.");

    public static ShapeException RowCounts(Shape x, Shape y) =>
        new("AG723", "Vectorize", $"the shapes {x} and {y} were given. Both arguments need the same number of rows on the leading axis: the function takes one of each. Capture what all rows share.");

    public static ValueException NoExamples(int count) =>
        new("AG724", "PerExampleGradients", FormattableString.Invariant($"{count} examples were given. There must be one or more: test for an empty batch first."));

    public static ShapeException PatternSize(string op, int height, int width, Shape value, Shape x) =>
        new("AG725", op, FormattableString.Invariant($"a pattern of {height} x {width} was given for a function from {x} to {value}. It needs a row for each of the {value.ElementCount} elements of the result and a column for each of the {x.ElementCount} of the argument."));

    public static IndexException PatternPlace(int row, int column, int height, int width) =>
        new("AG726", "SparsityPattern", FormattableString.Invariant($"the place ({row}, {column}) was given for {height} rows and {width} columns. Rows and columns count from 0: check their order."));

    public static ShapeException PatternUnion(int height, int width, int otherHeight, int otherWidth) =>
        new("AG727", "SparsityPattern.Union", FormattableString.Invariant($"patterns of {height} x {width} and {otherHeight} x {otherWidth} were given. Both must belong to the same function: find them with arguments of one shape."));
}
