using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Repeats each element of an axis, so that equal ones become neighbours: [a, b] becomes [a, a, b, b].</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = x[.., floor(i / count), ..].  Derivative: the sum of g over each group of equals.  Shapes: the axis gets count times as long.
        /// Keeps: nothing.  Errors: AG169 for a negative count, AG111 for an axis that does not exist.  Edges: a count of 0 gives an empty axis.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Repeat(int count, int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = ShapeRules.Axis("Repeat", axis, x.Shape);
            if (count is 1 or < 0)
            {
                return count == 1 ? x : throw Errors.Count("Repeat", count, "An element can be repeated 0 times or more.");
            }

            var shape = Longer("Repeat", x.Shape, along, count);
            if (x.Length == 0)
            {
                return x.ReshapeTo(shape);
            }

            // [before and axis, 1, behind] broadcasts to [before and axis, count, behind].
            var (outer, size, inner) = AxisSplit.Of("Repeat", along, x.Shape);
            return x.Reshape(outer * size, 1, inner).BroadcastTo(Shape.Create(outer * size, count, inner)).ReshapeTo(shape);
        }
    }

    /// <summary>The shape with one axis <paramref name="count"/> times as long.</summary>
    private static Shape Longer(string op, Shape shape, int axis, int count)
    {
        var size = (long)shape[axis] * count;
        return size <= Array.MaxLength ? WithSize(shape, axis, (int)size) : throw Errors.Count(op, count, $"Axis {axis} of the shape {shape} would get longer than the {Array.MaxLength} elements that one tensor can hold.");
    }

    /// <summary>The shape with another size of one axis.</summary>
    private static Shape WithSize(Shape shape, int axis, int size)
    {
        Span<int> sizes = stackalloc int[shape.Rank];
        shape.AsSpan().CopyTo(sizes);
        sizes[axis] = size;
        return Shape.Create(sizes);
    }
}
