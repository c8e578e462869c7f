using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Natural logarithm, element by element.</summary>
        /// <remarks>Formula: y = ln x.  Derivative: g / x.  Shapes: any, same.  Keeps: x.  Edges: -inf at 0, NaN below; a zero cotangent gives a zero gradient, also at 0.  Accuracy: 2 ulp (float), 4 ulp (double).  Source: Cody and Waite, Software Manual for the Elementary Functions, 1980.</remarks>
        public Tensor<T> Log() => Map(x, new LogKernel<T>(), static (g, x) => Absorb(g, 1 / x));
    }
}

internal readonly record struct LogKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Log<V, T>(x);
}
