using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Digamma function, the derivative of Lgamma, element by element.</summary>
        /// <remarks>
        /// Formula: y = d/dx ln gamma(x).  Derivative: g trigamma(x).  Shapes: any, same.  Keeps: x.
        /// Edges: -inf at 0, inf at -0, NaN at the other poles and at -inf; a zero cotangent gives a zero gradient, also there.
        /// Accuracy: 2 ulp; absolute next to the zeros at negative x.  Source: Abramowitz and Stegun 6.3; Cody, Strecok and Thacher, Math. Comp. 27, 1973.
        /// </remarks>
        public Tensor<T> Digamma() => Map(x, new DigammaKernel<T>(), static (g, x) => Absorb(g, x.Polygamma(1)));
    }
}

internal readonly record struct DigammaKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Special.Digamma(x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}
