using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Gated linear unit: the first half of an axis, each element gated by the logistic function of its partner in the second half.</summary>
        /// <remarks>
        /// Formula: y = a sigmoid(b) with x = [a, b] along the axis.  Derivative: g sigmoid(b) for a, g a sigmoid'(b) for b.  Shapes: the axis is halved.
        /// Keeps: the halves, sigmoid(b).  Errors: AG111 for an axis that does not exist, AG145 for one of odd size.  Accuracy: 4 ulp (float), 5 ulp (double).
        /// Source: Dauphin, Fan, Auli and Grangier, ICML 2017.
        /// </remarks>
        /// <param name="axis">The axis that holds both halves.</param>
        public Tensor<T> Glu(int axis = -1)
        {
            var (values, gates) = Halves(x, axis, "Glu");
            return values * gates.Sigmoid();
        }
    }

    /// <summary>The two halves of an axis.</summary>
    private static (Tensor<T> First, Tensor<T> Second) Halves<T>(Tensor<T> x, int axis, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = ShapeRules.Axis(op, axis, x.Shape);
        if (int.IsOddInteger(x.Shape[axis]))
        {
            throw Errors.OddAxis(op, x.Shape, axis);
        }

        var half = x.Shape[axis] / 2;
        return (x.Narrow(axis, 0, half), x.Narrow(axis, half, half));
    }
}
