using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Inverse hyperbolic cosine, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln(x + sqrt(x^2 - 1)).  Derivative: g / (sqrt(x - 1) sqrt(x + 1)), which neither cancels nor overflows.  Shapes: any, same.  Keeps: x.
        /// Edges: NaN below 1; at 1 the gradient is infinite unless the cotangent is zero.  Accuracy: 1 ulp (float), 3 ulp (double).
        /// Source: Abramowitz and Stegun 4.6.21.
        /// </remarks>
        public Tensor<T> Acosh() => Map(x, new AcoshKernel<T>(), static (x, _, _) => g => Absorb(g, (x - 1).ReciprocalSqrt() * (x + 1).ReciprocalSqrt()));
    }
}

internal readonly record struct AcoshKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Special.Acosh(x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}
