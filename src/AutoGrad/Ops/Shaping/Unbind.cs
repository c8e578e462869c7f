using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Takes a tensor apart along an axis, which vanishes: the rows of a matrix, the steps of a sequence.</summary>
        /// <remarks>
        /// Formula: Stack of the pieces is x.  Derivative: each piece's g at its place.  Shapes: the axis vanishes.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist.  Edges: an empty axis gives no pieces.  Accuracy: exact.
        /// </remarks>
        public Tensor<T>[] Unbind(int axis = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = ShapeRules.Axis("Unbind", axis, x.Shape);
            var pieces = new Tensor<T>[x.Shape[along]];
            for (var index = 0; index < pieces.Length; index++)
            {
                pieces[index] = View(x, SelectView("Unbind", x.Shape, along, index), "Unbind");
            }

            return pieces;
        }
    }
}
