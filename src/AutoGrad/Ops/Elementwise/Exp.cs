using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Exponential function, element by element.</summary>
        /// <remarks>Formula: y = e^x.  Derivative: g y.  Shapes: any, same.  Keeps: y.  Edges: 0 at -inf, inf at inf; exactly 1 at 0; a zero cotangent gives a zero gradient, also where y has overflowed.  Accuracy: 2 ulp (float), 4 ulp (double).  Source: Cody and Waite, Software Manual for the Elementary Functions, 1980.</remarks>
        public Tensor<T> Exp() => Map(x, new ExpKernel<T>(), static (_, y, _) => g => Absorb(g, y));
    }
}

internal readonly record struct ExpKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Exp<V, T>(x);
}
