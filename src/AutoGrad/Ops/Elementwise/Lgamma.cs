using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Logarithm of the gamma function's magnitude, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln |gamma(x)|.  Derivative: g digamma(x).  Shapes: any, same.  Keeps: x.
        /// Edges: inf at 0, -1, -2 ... and at +-inf; a zero cotangent gives a zero gradient, also at the poles.
        /// Accuracy: 2 ulp; absolute next to the zeros at negative x.  Source: Abramowitz and Stegun 6.1.
        /// </remarks>
        public Tensor<T> Lgamma() => Map(x, new LgammaKernel<T>(), static (g, x) => Absorb(g, x.Digamma()));
    }
}

internal readonly record struct LgammaKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Special.Lgamma(x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}
