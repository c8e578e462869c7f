using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Error function, element by element.</summary>
        /// <remarks>
        /// Formula: y = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.  Derivative: 2 g e^(-x^2) / sqrt(pi).  Shapes: any, same.  Keeps: x.
        /// Edges: +-1 with zero gradient at +-inf; zeros keep their sign.  Accuracy: 2 ulp (float), 4 ulp (double).
        /// Source: Cody, Math. Comp. 23, 1969, for the ranges.
        /// </remarks>
        public Tensor<T> Erf() => Map(x, new ErfKernel<T>(), static (g, x) => g * (1.1283791670955126 * GaussianDerivative(x, 0, 1)));
    }
}

internal readonly record struct ErfKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Erf<V, T>(x);
}
