using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Inverse tangent, element by element, in radians.</summary>
        /// <remarks>
        /// Formula: y = arctan x, between -pi/2 and pi/2.  Derivative: g / (1 + x^2).  Shapes: any, same.  Keeps: x.
        /// Edges: +-pi/2 with zero gradient at +-inf; zeros keep their sign.  Accuracy: 2 ulp.
        /// </remarks>
        public Tensor<T> Atan() => Map(x, new AtanKernel<T>(), static (g, x) => g / (1 + x.Square()));
    }
}

internal readonly record struct AtanKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Atan<V, T>(x);
}
