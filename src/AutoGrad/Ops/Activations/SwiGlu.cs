using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Gated linear unit with a Silu gate: the second half of an axis, each element times the Silu of its partner in the first half.</summary>
        /// <remarks>
        /// Formula: y = silu(a) b with x = [a, b] along the axis.  Derivative: g b silu'(a) for a, g silu(a) for b.  Shapes: the axis is halved.
        /// Keeps: the halves, silu(a).  Errors: AG111 for an axis that does not exist, AG145 for one of odd size.  Accuracy: 4 ulp (float), 6 ulp (double).
        /// Source: Shazeer, GLU Variants Improve Transformer, 2020.
        /// </remarks>
        /// <param name="axis">The axis that holds both halves.</param>
        public Tensor<T> SwiGlu(int axis = -1)
        {
            var (gates, values) = Halves(x, axis, "SwiGlu");
            return gates.Silu() * values;
        }
    }
}
