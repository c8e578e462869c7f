using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Moves one axis to another place; the others keep their order.</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = x[.., i, ..], i at the destination in y and at the source in x.  Derivative: g with the axis moved back.
        /// Shapes: the size moves with its axis.  Keeps: nothing.  Errors: AG111 for an axis that does not exist.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> MoveAxis(int source, int destination)
        {
            ArgumentNullException.ThrowIfNull(x);
            var from = ShapeRules.Axis("MoveAxis", source, x.Shape);
            var to = ShapeRules.Axis("MoveAxis", destination, x.Shape);
            if (from == to)
            {
                return x;
            }

            Span<int> order = stackalloc int[x.Rank];
            var next = 0;
            for (var axis = 0; axis < order.Length; axis++)
            {
                next += next == from ? 1 : 0;
                order[axis] = axis == to ? from : next++;
            }

            return Permute(x, AxisOrder.From(order), "MoveAxis");
        }
    }
}
