using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Square root, element by element.</summary>
        /// <remarks>
        /// Formula: y = sqrt x.  Derivative: g / (2 y).  Shapes: any, same.  Keeps: y.
        /// Edges: NaN below 0; at 0 the gradient is infinite unless the cotangent is zero.  Accuracy: correctly rounded.
        /// </remarks>
        public Tensor<T> Sqrt() => Map(x, new SqrtKernel<T>(), static (_, y, _) => g => Absorb(g, 0.5 / y));
    }
}

internal readonly record struct SqrtKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.Sqrt(x);

    public Vector512<T> Invoke(Vector512<T> x) => Vector512.Sqrt(x);
}
