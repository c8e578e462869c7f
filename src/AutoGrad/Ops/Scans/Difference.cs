using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The differences of neighbours along an axis, once or several times.</summary>
        /// <remarks>
        /// Formula: y_k = x_(k+1) - x_k along the axis, and so on of y for a higher order.  Derivative: g_(k-1) - g_k for each order, nothing beyond the ends.
        /// Shapes: the axis gets shorter by the order, down to 0.  Keeps: nothing.  Errors: AG111 for an axis that does not exist, AG131 for a negative order.
        /// Edges: the order 0 is x itself.  Accuracy: correctly rounded for each order.
        /// </remarks>
        /// <param name="order">How many times.</param>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        public Tensor<T> Difference(int order = 1, int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = ShapeRules.Axis("Difference", axis, x.Shape);
            if (order < 0)
            {
                throw Errors.Value("Difference", FormattableString.Invariant($"the order {order} was given"), "It says how many times differences are taken: 0 or more; CumulativeSum goes the other way.");
            }

            var result = x;
            for (var step = 0; step < order && result.Shape[along] > 0; step++)
            {
                var size = result.Shape[along] - 1;
                result = result.Narrow(along, 1, size) - result.Narrow(along, 0, size);
            }

            return result;
        }
    }
}
