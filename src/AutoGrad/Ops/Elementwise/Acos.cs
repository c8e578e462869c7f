using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Inverse cosine, element by element, in radians.</summary>
        /// <remarks>
        /// Formula: y = arccos x, between 0 and pi.  Derivative: -g / sqrt((1 - x)(1 + x)), a product that does not cancel near 1.  Shapes: any, same.  Keeps: x.
        /// Edges: NaN beyond 1 in magnitude; at 1 and -1 the gradient is infinite unless the cotangent is zero.  Accuracy: 2 ulp.
        /// </remarks>
        public Tensor<T> Acos() => Map(x, new AcosKernel<T>(), static (g, x) => Absorb(g, -AsinSlope(x)));
    }
}

internal readonly record struct AcosKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Acos<V, T>(x);
}
