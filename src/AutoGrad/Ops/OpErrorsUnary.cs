using System.Numerics;

namespace AutoGrad;

/// <content>The errors of the element-wise ops of one argument and of the activations.</content>
internal static partial class Errors
{
    public static ValueException PolygammaOrder(int order) =>
        new("AG140", "Polygamma", FormattableString.Invariant($"the order {order} was given. Orders run from 0 (Digamma) to 170, above which n! is not a number of type double; a derivative takes one order more."));

    public static ValueException CeluScale<T>(T alpha)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new("AG141", "Celu", FormattableString.Invariant($"alpha = {alpha} was given. It divides the argument, so it must be finite and not zero. The usual value is 1."));

    public static ValueException GeluForm(GeluForm form) =>
        new("AG142", "Gelu", $"the form {form} was given. There are GeluForm.Erf, the exact one, and GeluForm.Tanh.");

    public static ValueException ShrinkThreshold<T>(string op, T threshold)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new("AG143", op, FormattableString.Invariant($"the threshold {threshold} was given. It bounds a magnitude, so it must be 0 or more. The usual value is 0.5."));

    public static ValueException Bounds<T>(string op, T minimum, T maximum)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new("AG144", op, FormattableString.Invariant($"the bounds {minimum} and {maximum} were given. The lower one must not be above the upper one, and neither may be NaN. Exchange them."));

    public static ShapeException OddAxis(string op, Shape shape, int axis) =>
        new("AG145", op, $"axis {axis} of the shape {shape} has {shape[axis]} elements. It is split into two halves, so it must be even. Make the layer before it twice as wide as its output should be.");
}
