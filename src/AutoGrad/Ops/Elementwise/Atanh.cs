using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Inverse hyperbolic tangent, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln((1 + x) / (1 - x)) / 2.  Derivative: g / ((1 - x)(1 + x)), a product that does not cancel near 1.  Shapes: any, same.  Keeps: x.
        /// Edges: +-inf at +-1, NaN beyond; a zero cotangent gives a zero gradient, also at +-1; zeros keep their sign.  Accuracy: 2 ulp.
        /// Source: Abramowitz and Stegun 4.6.22.
        /// </remarks>
        public Tensor<T> Atanh() => Map(x, new AtanhKernel<T>(), static (g, x) => Absorb(g, AtanhSlope(x)));
    }

    /// <summary>The slope of Atanh: an op, so that its own slope has the right sign where both are infinite.</summary>
    /// <remarks>Formula: s = 1 / ((1 - x)(1 + x)).  Derivative: 2 g x s^2.  Shapes: any, same.  Keeps: x, s.</remarks>
    private static Tensor<T> AtanhSlope<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(x, new AtanhSlopeKernel<T>(), static (x, s, _) => g => Absorb(g, 2 * x * s.Square()));
}

internal readonly record struct AtanhKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Atanh<V, T>(x);
}

internal readonly record struct AtanhSlopeKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.One / ((T.One - x) * (T.One + x));

    public Vector512<T> Invoke(Vector512<T> x) => Vector512<T>.One / ((Vector512<T>.One - x) * (Vector512<T>.One + x));
}
