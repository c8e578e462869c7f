using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>ln(1 + x), element by element, accurate near 0.</summary>
        /// <remarks>
        /// Formula: y = ln(1 + x).  Derivative: g / (1 + x).  Shapes: any, same.  Keeps: x.
        /// Edges: -inf at -1, NaN below; zeros keep their sign; a zero cotangent gives a zero gradient, also at -1.  Accuracy: 2 ulp (float), 4 ulp (double).
        /// Source: Muller, Elementary Functions, 3rd edition, 2016, 11.4.
        /// </remarks>
        public Tensor<T> Log1p() => Map(x, new Log1pKernel<T>(), static (g, x) => Absorb(g, 1 / (1 + x)));
    }
}

internal readonly record struct Log1pKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Log1p<V, T>(x);
}
