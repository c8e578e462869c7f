using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Hyperbolic sine, element by element.</summary>
        /// <remarks>
        /// Formula: y = (e^x - e^-x) / 2.  Derivative: g cosh x.  Shapes: any, same.  Keeps: x.
        /// Edges: +-inf at +-inf; zeros keep their sign; a zero cotangent gives a zero gradient, also where y has overflowed.  Accuracy: 2 ulp.
        /// </remarks>
        public Tensor<T> Sinh() => Map(x, new SinhKernel<T>(), static (g, x) => Absorb(g, x.Cosh()));
    }
}

internal readonly record struct SinhKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Sinh<V, T>(x);
}
