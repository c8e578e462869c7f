using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The square matrix with a vector on a diagonal and 0 elsewhere; for a tensor of higher rank, one for every vector in the last axis.</summary>
        /// <remarks>
        /// Formula: y[.., i, i + offset] = x[.., i] for an offset of 0 or more, y[.., i - offset, i] = x[.., i] below it.  Derivative: that diagonal of g.
        /// Shapes: [.., n] becomes [.., m, m] with m = n + |offset|.  Keeps: nothing.
        /// Errors: AG108 for a number of rank 0, AG103 for a matrix too large.  Accuracy: exact.
        /// </remarks>
        /// <param name="offset">0 for the main diagonal, positive above it, negative below.</param>
        public Tensor<T> DiagonalMatrix(int offset = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (x.Rank == 0)
            {
                throw Errors.Rule("DiagonalMatrix", "the shape [] was given", "There must be an axis to lay out as a diagonal: Reshape the number to [1].");
            }

            Span<int> sizes = stackalloc int[x.Rank + 1];
            x.Shape.AsSpan().CopyTo(sizes);
            sizes[^1] = sizes[^2] = (int)Math.Min(sizes[^2] + Math.Abs((long)offset), int.MaxValue);
            var view = DiagonalView(Shape.For("DiagonalMatrix", sizes), offset, x.Rank - 1, x.Rank);
            return Embed(x, view, T.Zero, "DiagonalMatrix");
        }
    }
}
