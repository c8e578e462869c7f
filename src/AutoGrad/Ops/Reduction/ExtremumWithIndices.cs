using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The largest element along an axis, and the place where it was.</summary>
        /// <remarks>
        /// Formula: y = the largest x along the axis, and the first i at which it stands.  Derivative: g goes to that place alone, 0 elsewhere; Max shares it among equal elements.
        /// Shapes: the axis becomes 1 (<paramref name="keepAxis"/>) or vanishes; the places likewise.  Keeps: the places.
        /// Errors: AG111 for an axis that does not exist, AG150 where it is empty.  Edges: the first NaN wins over all numbers; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        /// <param name="keepAxis">Whether the axis stays, with size 1.</param>
        public (Tensor<T> Values, Indices Indices) MaxWithIndices(int axis = -1, bool keepAxis = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (outer, size, inner) = AxisSplit.Of("MaxWithIndices", axis, x.Shape);
            return At(x, axis, keepAxis, PositionOf(x, "MaxWithIndices", size, Kept(x, axis, "MaxWithIndices"), new ArgMaxKernel<T>(outer, size, inner)));
        }

        /// <summary>The smallest element along an axis, and the place where it was.</summary>
        /// <remarks>
        /// Formula: y = the smallest x along the axis, and the first i at which it stands.  Derivative: g goes to that place alone, 0 elsewhere; Min shares it among equal elements.
        /// Shapes: the axis becomes 1 (<paramref name="keepAxis"/>) or vanishes; the places likewise.  Keeps: the places.
        /// Errors: AG111 for an axis that does not exist, AG150 where it is empty.  Edges: the first NaN wins over all numbers; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        /// <param name="keepAxis">Whether the axis stays, with size 1.</param>
        public (Tensor<T> Values, Indices Indices) MinWithIndices(int axis = -1, bool keepAxis = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (outer, size, inner) = AxisSplit.Of("MinWithIndices", axis, x.Shape);
            return At(x, axis, keepAxis, PositionOf(x, "MinWithIndices", size, Kept(x, axis, "MinWithIndices"), new ArgMinKernel<T>(outer, size, inner)));
        }
    }

    private static Shape Kept<T>(Tensor<T> x, int axis, string op)
        where T : unmanaged, IFloatingPointIeee754<T> => new Reduction(x.Shape, [axis], op).Result(true);

    /// <summary>The elements at the places, one along the axis, which then goes unless it is kept.</summary>
    private static (Tensor<T> Values, Indices Indices) At<T>(Tensor<T> x, int axis, bool keepAxis, Indices places)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = x.Gather(axis, places);
        return keepAxis ? (values, places) : (values.Squeeze(axis), places.Reshape(values.Squeeze(axis).Shape.AsSpan()));
    }
}
