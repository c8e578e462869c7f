using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Drops axes of size 1: the named ones, or all of them when none is named.</summary>
        /// <remarks>
        /// Formula: y_flat = x_flat.  Derivative: g in the shape of x.  Shapes: the axes vanish; the memory is shared.  Keeps: nothing.
        /// Errors: AG166 for a named axis of another size, AG111 for one that does not exist, AG112 for one named twice.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Squeeze(params ReadOnlySpan<int> axes)
        {
            ArgumentNullException.ThrowIfNull(x);
            Span<bool> named = stackalloc bool[Shape.MaxRank];
            Span<int> sizes = stackalloc int[Shape.MaxRank];
            ShapeRules.Axes("Squeeze", axes, x.Shape, named);
            var rank = 0;
            for (var axis = 0; axis < x.Rank; axis++)
            {
                if (named[axis] && x.Shape[axis] == 1)
                {
                    continue;
                }

                if (named[axis] && axes.Length > 0)
                {
                    throw Errors.Squeeze("Squeeze", axis, x.Shape);
                }

                sizes[rank++] = x.Shape[axis];
            }

            return rank == x.Rank ? x : x.ReshapeTo(Shape.Create(sizes[..rank]));
        }
    }
}
