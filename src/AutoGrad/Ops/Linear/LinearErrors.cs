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

    private static string Operand(Shape shape, bool transpose) => transpose ? $"{shape} transposed" : shape.ToString();
}
