using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Takes one element along an axis for each index: with the indices of ArgMax or of a sort, the elements that they name.</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = x[.., indices[.., i, ..], ..].  Derivative: zeros to which g is added at the indices, in row-major order.
        /// Shapes: x and indices have the same rank and, but for the axis, the same sizes; y has the shape of the indices.  Keeps: the indices.
        /// Errors: AG121 for an index outside the axis, AG168 for other shapes, AG111 for an axis that does not exist.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Gather(int axis, Indices indices)
        {
            ArgumentNullException.ThrowIfNull(x);
            return TakeAlong(x, AlongMap.Create("Gather", x.Shape, axis, indices), "Gather");
        }
    }
}
