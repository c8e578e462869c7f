namespace AutoGrad;

/// <content>Errors of selection, reduction and fused network ops.</content>
internal static partial class Errors
{
    public static ShapeException EmptyExtremum(string op, Shape shape) =>
        new("AG150", op, $"the shape {shape} leaves nothing to choose from. The reduced axes must hold at least one element; test the size first, or append a value that stands for \"none\".");

    public static ValueException ClampBounds(double min, double max) =>
        new("AG151", "Clamp", FormattableString.Invariant($"the bounds {min} and {max} were given. The lower must not exceed the upper and neither may be NaN; use -inf or inf to leave a side open."));

    public static ShapeException LabelShape(string op, Shape logits, Shape labels) =>
        new("AG152", op, $"labels of shape {labels} were given for logits of shape {logits}. Labels have the logits' shape without the last axis, which counts the classes. Reshape one of them.");

    public static ValueException LabelSmoothing(string op, double smoothing) =>
        new("AG153", op, FormattableString.Invariant($"the label smoothing {smoothing} was given. It is a share of the target: 0 or more and less than 1."));

    public static ShapeException Normalized(string op, Shape x, Shape scale, Shape shift) =>
        new("AG154", op, $"a scale of shape {scale} and a shift of shape {shift} were given for an input of shape {x}. Both must have the shape of the last axes of the input, those that are normalized over, at least one.");

    public static ValueException DropoutRate(double rate) =>
        Value("Dropout", FormattableString.Invariant($"the rate {rate} was given"), "It is the probability of zero: 0 to 1. For a probability p of keeping, give 1 - p.");

    public static ValueException NormOrder(double order) =>
        new("AG155", "Norm", FormattableString.Invariant($"the order {order} was given. It must be a number or +-inf: 2 is the Euclidean norm, 1 the sum of sizes, inf the largest."));

    public static ValueException Epsilon(string op, double epsilon) =>
        new("AG156", op, FormattableString.Invariant($"the epsilon {epsilon} was given. It is added to a variance: 0 or more, and finite; 1e-5 is usual."));

    public static ValueException Correction(string op, double correction) =>
        new("AG157", op, FormattableString.Invariant($"the correction {correction} was given. It is taken off the number of elements: 0 or more; 1 for a sample, 0 for a whole population."));
}
