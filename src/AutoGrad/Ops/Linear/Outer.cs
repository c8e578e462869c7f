using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Outer product of two vectors: every element of one times every element of the other.</summary>
        /// <remarks>
        /// Formula: z_ij = x_i y_j.  Derivative: g y for x, gᵀ x for y.  Shapes: [m] and [n] give [m, n].  Keeps: x for y, y for x.
        /// Errors: AG174 unless both are vectors.  Accuracy: correctly rounded.
        /// </remarks>
        public Tensor<T> Outer(Tensor<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return x.Rank == 1 && y.Rank == 1
                ? x.ReshapeTo(Shape.Create(x.Length, 1)).MatMul(y.ReshapeTo(Shape.Create(1, y.Length)))
                : throw Errors.Vectors("Outer", x.Shape, y.Shape, "Both must be vectors: TensorDot over no axes multiplies tensors of any rank in this way.");
        }
    }
}
