using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Adds axes of size 1 at the places they shall have in the result.</summary>
        /// <remarks>
        /// Formula: y_flat = x_flat.  Derivative: g in the shape of x.  Shapes: the new axes have the size 1; the memory is shared.  Keeps: nothing.
        /// Errors: AG164 for a place that the result does not have or that is named twice, AG101 for more than 8 axes in all.  Accuracy: exact.
        /// </remarks>
        /// <param name="axes">Places in the result: 0 puts an axis first, -1 last.</param>
        public Tensor<T> Unsqueeze(params ReadOnlySpan<int> axes)
        {
            ArgumentNullException.ThrowIfNull(x);
            return axes.Length == 0 ? x : x.ReshapeTo(UnsqueezedShape("Unsqueeze", x.Shape, axes));
        }
    }

    private static Shape UnsqueezedShape(string op, Shape shape, ReadOnlySpan<int> axes)
    {
        var rank = shape.Rank + axes.Length;
        if (rank > Shape.MaxRank)
        {
            throw Errors.RankTooLarge(op, rank);
        }

        Span<int> sizes = stackalloc int[rank];
        sizes.Fill(-1);
        foreach (var axis in axes)
        {
            var place = axis < 0 ? axis + rank : axis;
            if ((uint)place >= (uint)rank || sizes[place] == 1)
            {
                throw Errors.NewAxis(op, axis, rank);
            }

            sizes[place] = 1;
        }

        var next = 0;
        for (var axis = 0; axis < rank; axis++)
        {
            sizes[axis] = sizes[axis] == 1 ? 1 : shape[next++];
        }

        return Shape.For(op, sizes);
    }
}
