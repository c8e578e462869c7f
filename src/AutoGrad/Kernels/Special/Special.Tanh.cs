using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Hyperbolic tangent.</summary>
    /// <remarks>
    /// Formula: t / (t + 2) with t = e^(2|x|) - 1 = 2^n p + (2^n - 1), where p = e^r - 1 and 2|x| = n ln 2 + r; then the sign of x.
    /// For small x, n is 0 and t is p: the relative accuracy stays, and with q for the quotient t/2 - q t/2 is taken, where the division's error weighs less. Edges: zeros keep their sign; ±inf gives ±1.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.5 for e^x - 1.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tanh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // From these limits on the quotient rounds to 1.
        V magnitude = Saturate.AtMost<V, T>(Abs<V, T>(x), typeof(T) == typeof(float) ? 10.0 : 22.0);
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(magnitude + magnitude, ExponentBias<T>(), out V shifted));
        V scale = ToExponent<V, T>(shifted);
        V t = V.MultiplyAdd(scale, p, scale - V.Of(1.0));
        V q = t / (t + V.Of(2.0));
        V half = V.Of(0.5) * t;
        return WithSignOf<V, T>(V.Select(V.Less(t, V.Of(1.0)), V.MultiplyAdd(-half, q, half), q), x);
    }

    /// <summary>1 / cosh^2 x = 4 e / (1 + e)^2 with e = e^(-2|x|), the slope of tanh.</summary>
    /// <remarks>
    /// From the result y it would be 1 - y^2, which has no accuracy where |y| is next to 1. 4 e is computed as one scaled exponential, so subnormal
    /// results keep their bits. Edges: ±inf gives 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V TanhGradient<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V e4 = ScaledExp<V, T>(Saturate.AtLeast<V, T>((x + x) | V.Of(-0.0), ExpUnderflow<T>()), power: 2);
        return e4 / SquareOfOnePlus<V, T>(V.Of(0.25) * e4);
    }

    /// <summary>tanh x / cosh^2 x = -4 e u / (2 + u)^3 with e = e^(-2|x|) and u = e - 1, and the sign of x: minus half the second derivative of tanh.</summary>
    /// <remarks>Both e and u come from one reduced exponential, e = 2^n (1 + p) and u = 2^n p + (2^n - 1), so neither 0 nor infinity costs relative accuracy. Edges: ±inf gives 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V TanhTimesGradient<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V exponent = Saturate.AtLeast<V, T>((x + x) | V.Of(-0.0), ExpUnderflow<T>());
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(exponent, ExponentBias<T>() + ExponentBias<T>(), out V shifted));
        HalvesOfPowerOfTwo<V, T>(shifted, power: 2, out V first, out V second);
        V e4 = V.MultiplyAdd(p, first, first) * second;
        V scale = V.Of(0.25) * first * second;
        V u = V.MultiplyAdd(scale, p, scale - V.Of(1.0));
        V d = u + V.Of(2.0);
        return WithSignOf<V, T>(e4 * -u / (d * d * d), x);
    }
}
