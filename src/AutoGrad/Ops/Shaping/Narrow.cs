using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>A run of neighbours along one axis.</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = x[.., start + i, ..] for i = 0 .. length - 1.  Derivative: g at those places, 0 elsewhere.  Shapes: the axis gets the length.
        /// Keeps: nothing.  Errors: AG160 where the run lies outside the axis, AG111 for an axis that does not exist.  Edges: the run may be empty.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Narrow(int axis, int start, int length)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = ShapeRules.Axis("Narrow", axis, x.Shape);
            if (start < 0 || length < 0 || length > x.Shape[along] - start)
            {
                throw Errors.RangeOutside("Narrow", FormattableString.Invariant($"the run of {length} from {start} on"), along, x.Shape);
            }

            return length == x.Shape[along] ? x : View(x, NarrowView(x.Shape, along, start, length), "Narrow");
        }
    }
}
