using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tanh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => Tanh<V, T>(x, out _);

    /// <summary>1 / cosh^2 x, the slope of tanh.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V TanhGradient<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        Tanh<V, T>(x, out V slope);
        return slope;
    }

    /// <summary>Hyperbolic tangent and its slope, 4 e / (1 + e)^2 with e = e^(-2|x|), from one exponential; what is not used the compiler leaves out.</summary>
    /// <remarks>
    /// Formula: q = w / (2 - w) with w = 1 - e, then the sign of x. With e = 2^n (1 + p) it is w = (1 - 2^n) - 2^n p, which keeps its relative accuracy for small x, where n is 0.
    /// w/2 + q w/2 is taken for q: the division's error weighs less. What rounding w has lost, nothing where n is 0, is added times the slope 2 / (2 - w)^2 of q by w, for which
    /// a chord from w = 1/2 to 1 is near enough. From the result the slope of tanh would be 1 - y^2, which has no accuracy where |y| is next to 1;
    /// 4 e is computed as one scaled exponential, so subnormal slopes keep their bits. Edges: zeros keep their sign; ±inf gives ±1 and a slope of 0.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.5 for e^x - 1.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tanh<V, T>(V x, out V slope)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(TanhExponent<V, T>(x), out V shifted, out V n));
        V e4 = TimesPowerOfTwo<V, T>(p, n, shifted, power: 2);
        slope = e4 / SquareOfOnePlus<V, T>(V.Of(0.25) * e4);

        // 2^n, or some power of 2 that 1 absorbs: from n + 2 bias the bits of 1 take one bias away.
        V scale = V.CanScale ? V.Scale(V.Of(1.0), n) : V.SubtractBits(ToExponent<V, T>(Saturate.AtLeast<V, T>(shifted, RoundingShift<T>() + ExponentBias<T>() + 1)), V.Of(1.0));
        V difference = V.Of(1.0) - scale;
        V w = V.MultiplyAdd(-scale, p, difference);
        V rest = V.MultiplyAdd(-scale, p, difference - w) * V.MultiplyAdd(w, V.Of(20.0 / 9.0), V.Of(-2.0 / 9.0));
        V half = V.Of(0.5) * w;
        return WithSignOf<V, T>(half + V.MultiplyAdd(half, w / (V.Of(2.0) - w), rest), x);
    }

    /// <summary>tanh x / cosh^2 x = -4 e u / (2 + u)^3 with e = e^(-2|x|) and u = e - 1, and the sign of x: minus half the second derivative of tanh.</summary>
    /// <remarks>Both e and u come from one reduced exponential, e = 2^n (1 + p) and u = 2^n p + (2^n - 1), so neither 0 nor infinity costs relative accuracy. Edges: ±inf gives 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V TanhTimesGradient<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(TanhExponent<V, T>(x), out V shifted, out V n));
        V e4 = TimesPowerOfTwo<V, T>(p, n, shifted, power: 2);
        V scale = TimesPowerOfTwo<V, T>(V.Of(0.0), n, shifted, power: 0);
        V u = V.MultiplyAdd(scale, p, scale - V.Of(1.0));
        V d = u + V.Of(2.0);
        return WithSignOf<V, T>(e4 * -u / (d * d * d), x);
    }

    /// <summary>-2|x|, from below which e^(-2|x|) is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V TanhExponent<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => Saturate.AtLeast<V, T>((x + x) | V.Of(-0.0), ExpUnderflow<T>());
}
