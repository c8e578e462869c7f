using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Hyperbolic tangent.</summary>
    /// <remarks>
    /// Formula: q = t / (t + 2) with t = e^(2|x|) - 1, for small t as t/2 - q t/2, where the division's error weighs less; then the sign of x. Edges: zeros keep their sign; ±inf gives ±1. Accuracy: float 1.7, double 1.6.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.5 for e^x - 1.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Tanh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Tanh<Lanes128<T>, T>(Single(x))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> Tanh<T>(in Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Tanh<Lanes512<T>, T>(x)
            : Vector512.Create<T>(Tanh<Lanes256<T>, T>(x.GetLower()), Tanh<Lanes256<T>, T>(x.GetUpper()));

    /// <summary>1 / cosh^2 x = 4 e / (1 + e)^2 with e = e^(-2|x|), the slope of tanh.</summary>
    /// <remarks>
    /// From the result y it would be 1 - y^2, which has no accuracy where |y| is next to 1. 4 e is computed as one scaled exponential, so subnormal
    /// results keep their bits. Edges: ±inf gives 0. Accuracy: float 1.6, double 1.5.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T TanhGradient<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => TanhGradient<Lanes128<T>, T>(Single(x))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> TanhGradient<T>(in Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? TanhGradient<Lanes512<T>, T>(x)
            : Vector512.Create<T>(TanhGradient<Lanes256<T>, T>(x.GetLower()), TanhGradient<Lanes256<T>, T>(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Tanh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // From these limits on the quotient rounds to 1.
        V magnitude = AtMost<V, T>(Abs<V, T>(x), typeof(T) == typeof(float) ? 10.0 : 22.0);
        V t = Expm1<V, T>(magnitude + magnitude);
        V q = t / (t + V.Of(2.0));
        V half = V.Of(0.5) * t;
        V y = V.Select(V.Less(t, V.Of(1.0)), V.MultiplyAdd(-half, q, half), q);
        return WithSignOf<V, T>(V.Select(V.Less(magnitude, V.Of(typeof(T) == typeof(float) ? 1e-4 : 1e-9)), magnitude, y), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V TanhGradient<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V e4 = Exp<V, T>((x + x) | V.Of(-0.0), power: 2);
        V e = V.Of(0.25) * e4;
        return SlopeOf<V, T>(e4, e, 0.25);
    }
}
