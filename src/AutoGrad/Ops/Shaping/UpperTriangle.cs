using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>A matrix with 0 below a diagonal; for a tensor of higher rank, every matrix in the last two axes.</summary>
        /// <remarks>
        /// Formula: y[.., i, j] = x[.., i, j] where j - i is at least the offset, 0 elsewhere.  Derivative: the upper triangle of g.  Shapes: any of two axes or more, same.
        /// Keeps: nothing.  Errors: AG108 for fewer than two axes.  Edges: infinities and NaN below the diagonal become 0 too.  Accuracy: exact.
        /// </remarks>
        /// <param name="offset">The first diagonal kept: 0 is the main one, positive ones lie above it.</param>
        public Tensor<T> UpperTriangle(int offset = 0) => Triangle(x, offset, lower: false, "UpperTriangle");
    }
}
