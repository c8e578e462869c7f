using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Complementary error function 1 - erf x, element by element, relatively accurate in the right tail.</summary>
        /// <remarks>
        /// Formula: y = 2 / sqrt(pi) times the integral of e^(-t^2) from x to infinity.  Derivative: -2 g e^(-x^2) / sqrt(pi).  Shapes: any, same.  Keeps: x.
        /// Edges: 2 at -inf, 0 at inf, with zero gradient.  Accuracy: 4 ulp (float), 5 ulp (double).  Source: Cody, Math. Comp. 23, 1969, for the kind of formula.
        /// </remarks>
        public Tensor<T> Erfc() => Map(x, new ErfcKernel<T>(), static (g, x) => g * (-1.1283791670955126 * GaussianDerivative(x, 0, 1)));
    }
}

internal readonly record struct ErfcKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Erfc<V, T>(x);
}
