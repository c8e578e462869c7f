namespace AutoGrad;

/// <summary>The one place where the products word their errors: what was given, the rule, the way out.</summary>
internal static partial class Errors
{
    public static ShapeException ProductRank(string op, Shape x, Shape y) =>
        new("AG170", op, $"the shapes {x} and {y} were given. A matrix product needs at least one axis on each side; multiply by a single number with the operator *.");

    public static ShapeException ProductSizes(string op, Shape x, bool transposeX, int left, Shape y, bool transposeY, int right) =>
        new("AG171", op, $"{Operand(x, transposeX)} and {Operand(y, transposeY)} do not fit: {left} columns meet {right} rows. The summed sizes must be equal; transpose an operand (transposeLeft, transposeRight) or Reshape it.");

    public static ShapeException ProductBatch(string op, Shape x, Shape y) =>
        new("AG172", op, $"the shapes {x} and {y} do not fit before their last two axes. Aligned from the right, batch sizes must be equal or one of them 1; use Reshape or Unsqueeze to align them.");

    public static ShapeException Affine(Shape x, Shape weight, Shape bias, bool transposeWeight) =>
        new("AG173", "Affine", $"x of shape {x}, a weight of shape {weight} and a bias of shape {bias} were given. With x as [.., in], the weight must be {(transposeWeight ? "[out, in]" : "[in, out]")} and the bias [out]; the other order of the weight is chosen by transposeWeight: {(transposeWeight ? "false" : "true")}.");

    public static ShapeException Vectors(string op, Shape x, Shape y, string rule) =>
        new("AG174", op, $"the shapes {x} and {y} were given. {rule}");

    public static ValueException EinsumTerms(string equation, int terms, int operands) =>
        new("AG175", "Einsum", $"the equation \"{equation}\" has {terms} {(terms == 1 ? "term" : "terms")} before the arrow, but {operands} {(operands == 1 ? "tensor was" : "tensors were")} given. There must be one term, separated by commas, for each tensor.");

    public static ValueException EinsumCharacter(string equation, char character) =>
        new("AG175", "Einsum", $"the equation \"{equation}\" contains the character '{character}'. A term consists of the letters a to z and A to Z and at most one ellipsis \"...\"; commas separate terms, \"->\" stands once before the output.");

    public static ValueException EinsumOutput(string equation, char letter, string given, string rule) =>
        new("AG175", "Einsum", $"the letter '{letter}' of the equation \"{equation}\" {given}. {rule}.");

    public static ShapeException EinsumSize(string equation, int label, int firstSize, int firstOperand, Shape firstShape, int size, int operand, Shape shape) =>
        new("AG176", "Einsum", label > 0
            ? $"the letter '{(char)label}' of the equation \"{equation}\" has the size {firstSize} in tensor {firstOperand} of shape {firstShape}, but {size} in tensor {operand} of shape {shape}. A letter has one size everywhere; only the axes of an ellipsis broadcast."
            : FormattableString.Invariant($"axis {label} of the ellipsis of the equation \"{equation}\" has the size {firstSize} in tensor {firstOperand} of shape {firstShape}, but {size} in tensor {operand} of shape {shape}. Aligned from the right, sizes under an ellipsis must be equal or one of them 1."));

    public static ShapeException EinsumRank(string equation, string term, int letters, int operand, Shape shape) =>
        new("AG177", "Einsum", $"the term \"{term}\" of the equation \"{equation}\" has {letters} {(letters == 1 ? "letter" : "letters")}, but tensor {operand} has the shape {shape} with {shape.Rank} axes. Every axis needs a letter; an ellipsis \"...\" stands for all axes without one.");

    public static ShapeException TensorDot(Shape x, Shape y, string given, string rule) =>
        new("AG178", "TensorDot", $"the shapes {x} and {y} were given, and {given}. {rule}.");

    public static ShapeException Bilinear(Shape x, Shape y, Shape weight, Shape? bias) =>
        new("AG179", "Bilinear", $"the shapes {x} and {y}, a weight of shape {weight} and {(bias is null ? "no bias" : $"a bias of shape {bias}")} were given. With x as [.., p] and y as [.., q], the leading axes equal, the weight must be [out, p, q] and the bias [out].");

    private static string Operand(Shape shape, bool transpose) => transpose ? $"{shape} transposed" : shape.ToString();
}
