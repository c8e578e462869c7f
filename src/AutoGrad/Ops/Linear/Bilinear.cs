using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Bilinear map of two vectors, or of many pairs of them, plus a bias.</summary>
        /// <remarks>
        /// Formula: z_o = the sum over i and j of x_i W_oij y_j, plus b_o.  Derivative: the sums of g over the axes that each operand does not have, times the other two.
        /// Shapes: x is [.., p], y [.., q] with the same leading axes, W [out, p, q], b [out]; z is [.., out].
        /// Keeps: x, y, W and the product x W.  Errors: AG179 where the shapes do not fit.  Accuracy: that of two MatMuls.
        /// </remarks>
        /// <param name="y">The second vectors.</param>
        /// <param name="weight">One matrix for each element of the result.</param>
        /// <param name="bias">What is added; nothing when null.</param>
        public Tensor<T> Bilinear(Tensor<T> y, Tensor<T> weight, Tensor<T>? bias = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            ArgumentNullException.ThrowIfNull(weight);
            var fits = x.Rank > 0 && y.Rank == x.Rank && weight.Rank == 3 && x.Shape.AsSpan()[..^1].SequenceEqual(y.Shape.AsSpan()[..^1])
                && weight.Shape[1] == x.Shape[^1] && weight.Shape[2] == y.Shape[^1] && (bias is null || (bias.Rank == 1 && bias.Shape[0] == weight.Shape[0]));
            if (!fits)
            {
                throw Errors.Bilinear(x.Shape, y.Shape, weight.Shape, bias?.Shape);
            }

            // The leading axes become one, n: first x W for all o and j at once, a single product, then a product with y for each n.
            var leading = x.Shape.AsSpan()[..^1];
            var rows = Shape.Create(leading).ElementCount;
            const int N = 0, O = 1, I = 2, J = 3;
            var left = new Labeled<T>(x.ReshapeTo(Shape.Create(rows, x.Shape[^1])), [N, I]);
            var half = Contraction.Pair(left, new Labeled<T>(weight, [O, I, J]), [N, O, J], false);
            var product = Contraction.Pair(half, new Labeled<T>(y.ReshapeTo(Shape.Create(rows, y.Shape[^1])), [N, J]), [N, O], true);
            var result = product.InOrder([N, O]).ReshapeTo(Shape.Create([.. leading, weight.Shape[0]]));
            return bias is null ? result : result + bias;
        }
    }
}
