using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>A diagonal of a matrix, or of every matrix in two axes of a tensor of higher rank.</summary>
        /// <remarks>
        /// Formula: y[.., i] = x[.., i, i + offset] for an offset of 0 or more, x[.., i - offset, i] below it.  Derivative: g on that diagonal, 0 elsewhere.
        /// Shapes: the two axes vanish and the diagonal comes last.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist, AG112 where both are the same.  Edges: a diagonal beyond the matrix is empty.  Accuracy: exact.
        /// </remarks>
        /// <param name="offset">0 for the main diagonal, positive above it, negative below.</param>
        /// <param name="axis1">The axis of the rows.</param>
        /// <param name="axis2">The axis of the columns.</param>
        public Tensor<T> Diagonal(int offset = 0, int axis1 = -2, int axis2 = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            var rows = ShapeRules.Axis("Diagonal", axis1, x.Shape);
            var columns = ShapeRules.Axis("Diagonal", axis2, x.Shape);
            return rows != columns ? View(x, DiagonalView(x.Shape, offset, rows, columns), "Diagonal") : throw Errors.DuplicateAxis("Diagonal", [axis1, axis2], x.Shape);
        }
    }

    /// <summary>The places of a diagonal: one step along it is one along the rows and one along the columns.</summary>
    private static StridedView DiagonalView(Shape from, int offset, int rows, int columns)
    {
        Span<int> dense = stackalloc int[from.Rank];
        Span<int> sizes = stackalloc int[from.Rank - 1];
        var strides = new int[from.Rank - 1];
        ShapeRules.Strides(from, dense);
        var next = 0;
        for (var axis = 0; axis < from.Rank; axis++)
        {
            if (axis != rows && axis != columns)
            {
                sizes[next] = from[axis];
                strides[next++] = dense[axis];
            }
        }

        var length = Math.Min(from[rows] + Math.Min(offset, 0L), from[columns] - Math.Max(offset, 0L));
        sizes[next] = (int)Math.Max(length, 0);
        strides[next] = dense[rows] + dense[columns];
        var first = length <= 0 ? 0 : offset >= 0 ? offset * dense[columns] : -offset * dense[rows];
        return new StridedView(from, Shape.Create(sizes), first, strides);
    }
}
