using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>e^x - 1, element by element, accurate near 0.</summary>
        /// <remarks>
        /// Formula: y = e^x - 1.  Derivative: g e^x, not from y + 1, which would lose the left tail.  Shapes: any, same.  Keeps: x.
        /// Edges: -1 at -inf, inf at inf; zeros keep their sign; a zero cotangent gives a zero gradient, also where y has overflowed.
        /// Accuracy: 2 ulp (float), 4 ulp (double).  Source: Muller, Elementary Functions, 3rd edition, 2016, 11.5.
        /// </remarks>
        public Tensor<T> Expm1() => Map(x, new Expm1Kernel<T>(), static (g, x) => Absorb(g, x.Exp()));
    }
}

internal readonly record struct Expm1Kernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Expm1<V, T>(x);
}
