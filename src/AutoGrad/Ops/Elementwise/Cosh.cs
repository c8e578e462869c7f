using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Hyperbolic cosine, element by element.</summary>
        /// <remarks>
        /// Formula: y = (e^x + e^-x) / 2.  Derivative: g sinh x.  Shapes: any, same.  Keeps: x.
        /// Edges: inf at +-inf; a zero cotangent gives a zero gradient, also where y has overflowed.  Accuracy: 2 ulp.
        /// </remarks>
        public Tensor<T> Cosh() => Map(x, new CoshKernel<T>(), static (x, _, _) => g => Absorb(g, x.Sinh()));
    }
}

internal readonly record struct CoshKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Special.Cosh(x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}
