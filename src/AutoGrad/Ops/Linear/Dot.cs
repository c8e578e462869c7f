using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Dot product of two vectors.</summary>
        /// <remarks>
        /// Formula: z = the sum of x_i y_i.  Derivative: g y for x, g x for y.  Shapes: [k] and [k] give [].  Keeps: x for y, y for x.
        /// Errors: AG174 unless both are vectors of one length.  Edges: the dot product of empty vectors is 0.
        /// Accuracy: that of MatMul; the same bits for every vector width and thread count.
        /// </remarks>
        public Tensor<T> Dot(Tensor<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            if ((x.IsRow || y.IsRow) && x.Rank == 1 && x.Shape == y.Shape)
            {
                // The same chain of multiply-adds, for which matrices have a form.
                return x.MatMul(y);
            }

            return x.Rank == 1 && x.Shape == y.Shape
                ? Apply(x, y, Shape.Scalar, new DotKernel<T>(), OpKind.Linear, static (_, y, _, _) => g => g * y, static (x, _, _, _) => g => g * x, "Dot")
                : throw Errors.Vectors("Dot", x.Shape, y.Shape, "Both must be vectors of one length: Flatten gives a vector; MatMul and Einsum multiply tensors of higher rank.");
        }
    }
}

internal readonly record struct DotKernel<T> : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => Gemm.Multiply(x, false, y, false, output, 1, 1, x.Length);
}
