namespace AutoGrad;

/// <content>The errors of ops that select by indices.</content>
internal static partial class Errors
{
    public static ShapeException IndexVector(string op, Shape indices) =>
        new("AG168", op, $"indices of the shape {indices} were given. A vector of indices is needed: Reshape them, or use Gather for one index per result.");

    public static ShapeException IndexShape(string op, Shape indices, Shape shape, int axis) =>
        new("AG168", op, $"indices of the shape {indices} were given for axis {axis} of the shape {shape}. Indices and tensor must have the same rank and, but for that axis, the same sizes.");
}
