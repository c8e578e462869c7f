using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Logarithm to the base 2, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln x / ln 2.  Derivative: g / (x ln 2).  Shapes: any, same.  Keeps: x.
        /// Edges: -inf at 0, NaN below; a zero cotangent gives a zero gradient, also at 0.  Accuracy: 2 ulp; exact at powers of 2.
        /// </remarks>
        public Tensor<T> Log2() => Map(x, new Log2Kernel<T>(), static (g, x) => Absorb(g, 1.4426950408889634 / x));
    }
}

internal readonly record struct Log2Kernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Log2<V, T>(x);
}
