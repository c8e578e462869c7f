using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Kronecker product: every element of x replaced by itself times y.</summary>
        /// <remarks>
        /// Formula: z[i1 n1 + j1, i2 n2 + j2, ..] = x[i1, i2, ..] y[j1, j2, ..], where n1, n2, .. are the sizes of y.
        /// Derivative: for x the sum of g y over each block, for y the sum of g x over all blocks.
        /// Shapes: the sizes multiply axis by axis; the lower rank gets leading axes of size 1.  Keeps: x for y, y for x.
        /// Errors: AG101 where x and y together have more than 8 axes that are not of size 1.  Accuracy: correctly rounded.
        /// </remarks>
        public Tensor<T> Kronecker(Tensor<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            var rank = Math.Max(x.Rank, y.Rank);
            var sizes = new int[rank];
            List<int> order = [], labelsX = [], labelsY = [];
            for (var axis = 0; axis < rank; axis++)
            {
                var left = axis < rank - x.Rank ? 1 : x.Shape[axis - rank + x.Rank];
                var right = axis < rank - y.Rank ? 1 : y.Shape[axis - rank + y.Rank];
                sizes[axis] = left * right;

                // Axes of size 1 have nothing to interleave; left out, they leave room for those that have.
                if (left != 1)
                {
                    labelsX.Add(axis);
                    order.Add(axis);
                }

                if (right != 1)
                {
                    labelsY.Add(Shape.MaxRank + axis);
                    order.Add(Shape.MaxRank + axis);
                }
            }

            var product = Contraction.Pair(new Labeled<T>(x.Squeeze(), [.. labelsX]), new Labeled<T>(y.Squeeze(), [.. labelsY]), order.ToArray(), true);
            return product.InOrder(order.ToArray()).ReshapeTo(Shape.Create(sizes));
        }
    }
}
