using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Takes the named elements of an axis, in the order of the indices; any may come more than once.</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = x[.., indices[i], ..].  Derivative: zeros to which g is added at the indices, in their order.
        /// Shapes: the axis gets as many elements as there are indices.  Keeps: the indices.
        /// Errors: AG121 for an index outside the axis, AG168 unless the indices are a vector, AG111 for an axis that does not exist.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> IndexSelect(int axis, Indices indices)
        {
            ArgumentNullException.ThrowIfNull(x);
            return TakeRows(x, RowsAlong("IndexSelect", x.Shape, axis, indices), "IndexSelect");
        }
    }

    private static RowMap RowsAlong(string op, Shape shape, int axis, Indices indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var along = ShapeRules.Axis(op, axis, shape);
        if (indices.Rank != 1)
        {
            throw Errors.IndexVector(op, indices.Shape);
        }

        indices.CheckRange(op, shape, along);
        return new RowMap(shape, WithSize(shape, along, indices.Length), along, indices);
    }
}
