using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The sum of the main diagonal of a matrix, or of every matrix in the last two axes.</summary>
        /// <remarks>
        /// Formula: y[..] = the sum of x[.., i, i] over i.  Derivative: g on the diagonal, 0 elsewhere.  Shapes: the last two axes vanish.  Keeps: nothing.
        /// Errors: AG108 for fewer than two axes.  Edges: the trace of an empty matrix is 0.  Accuracy: that of Sum.
        /// </remarks>
        public Tensor<T> Trace()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Rank >= 2
                ? x.Diagonal().Sum(-1)
                : throw Errors.Rule("Trace", $"the shape {x.Shape} was given", "A matrix, or a tensor with matrices in its last two axes, is needed.");
        }
    }
}
