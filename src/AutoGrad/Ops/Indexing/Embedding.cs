using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> table)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Looks up the rows of a table: a vector for each index.</summary>
        /// <remarks>
        /// Formula: y[.., :] = table[indices[..], :].  Derivative: zeros of the table's shape to whose rows g is added in the order of the indices.
        /// Shapes: table [n, d], indices of any shape; y has that shape and d as a further axis.  Keeps: the indices.
        /// Errors: AG121 for an index outside the table, AG108 unless the table is a matrix.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Embedding(Indices indices)
        {
            ArgumentNullException.ThrowIfNull(table);
            ArgumentNullException.ThrowIfNull(indices);
            if (table.Rank != 2)
            {
                throw Errors.Rule("Embedding", $"a table of the shape {table.Shape} was given", "It must be a matrix with one row for each index; IndexSelect takes parts of tensors of any rank.");
            }

            indices.CheckRange("Embedding", table.Shape, 0);
            var shape = Shape.For("Embedding", [.. indices.Shape.AsSpan(), table.Shape[1]]);
            return TakeRows(table, new RowMap(table.Shape, shape, 0, indices), "Embedding");
        }
    }
}
