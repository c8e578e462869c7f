using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Inverse sine, element by element, in radians.</summary>
        /// <remarks>
        /// Formula: y = arcsin x, between -pi/2 and pi/2.  Derivative: g / sqrt((1 - x)(1 + x)), a product that does not cancel near 1.  Shapes: any, same.
        /// Keeps: x.  Edges: NaN beyond 1 in magnitude; at 1 and -1 the gradient is infinite unless the cotangent is zero.
        /// Accuracy: 2 ulp.
        /// </remarks>
        public Tensor<T> Asin() => Map(x, new AsinKernel<T>(), static (g, x) => Absorb(g, AsinSlope(x)));
    }

    /// <summary>The slope of Asin and, with the other sign, of Acos: an op, so that its own slope has the right sign where both are infinite.</summary>
    /// <remarks>Formula: s = 1 / sqrt((1 - x)(1 + x)).  Derivative: g x s^3.  Shapes: any, same.  Keeps: x, s.</remarks>
    private static Tensor<T> AsinSlope<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(x, new AsinSlopeKernel<T>(), static (x, s, _) => g => Absorb(g, x * s.Pow(3)));
}

internal readonly record struct AsinKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Asin<V, T>(x);
}

internal readonly record struct AsinSlopeKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.One / T.Sqrt((T.One - x) * (T.One + x));

    public Vector512<T> Invoke(Vector512<T> x) => Vector512<T>.One / Vector512.Sqrt((Vector512<T>.One - x) * (Vector512<T>.One + x));
}
