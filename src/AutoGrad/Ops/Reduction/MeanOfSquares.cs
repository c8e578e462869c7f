using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Mean of squares over some axes, or over all of them when none is named.</summary>
        /// <remarks>As MeanOfSquares with the axes not kept.</remarks>
        public Tensor<T> MeanOfSquares(params ReadOnlySpan<int> axes) => x.MeanOfSquares(axes, keepAxes: false);

        /// <summary>Mean of squares over some axes, or over all of them when none is named, which become 1 or vanish; in one pass.</summary>
        /// <remarks>
        /// Formula: y = the sum of x^2 over the axes, divided by the number n of its terms.  Derivative: 2 g x / n, with g broadcast over the axes.
        /// Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.  Keeps: x.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice.  Edges: the mean of nothing is NaN; infinite where the sum is.
        /// Accuracy: the bits of Square and Mean.
        /// </remarks>
        public Tensor<T> MeanOfSquares(ReadOnlySpan<int> axes, bool keepAxes)
        {
            ArgumentNullException.ThrowIfNull(x);
            var reduction = new Reduction(x.Shape, axes, "MeanOfSquares");
            return SquaresOver(x, reduction, reduction.Length, keepAxes, "MeanOfSquares");
        }
    }
}
