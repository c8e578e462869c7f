using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Logarithm to the base 10, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln x / ln 10.  Derivative: g / (x ln 10).  Shapes: any, same.  Keeps: x.
        /// Edges: -inf at 0, NaN below; a zero cotangent gives a zero gradient, also at 0.  Accuracy: 2 ulp.
        /// </remarks>
        public Tensor<T> Log10() => Map(x, new Log10Kernel<T>(), static (g, x) => Absorb(g, 0.4342944819032518 / x));
    }
}

internal readonly record struct Log10Kernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Log10<V, T>(x);
}
