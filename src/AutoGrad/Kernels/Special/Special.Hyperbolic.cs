using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Hyperbolic sine.</summary>
    /// <remarks>
    /// Formula: x + x^3 P(x^2) for |x| below 1, e - 1 / (4 e) with e = e^|x| / 2 above, with the sign of x. e is computed as one scaled exponential, so it
    /// overflows only where the result does. Edges: zeros keep their sign; ±inf gives ±inf. Source: Abramowitz and Stegun 4.5.1 and 4.5.62; the fit is own.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Sinh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = HyperbolicMagnitude<V, T>(x);
        V half = ScaledExp<V, T>(magnitude, power: -1);
        V z = magnitude * magnitude;
        V square = z * z;
        V p;
        if (typeof(T) == typeof(float))
        {
            p = V.MultiplyAdd(V.Of(2.8169513370812638e-06), z, V.Of(0.0001983615948120132));
            p = V.MultiplyAdd(p, z, V.Of(0.008333349600434303));
            p = V.MultiplyAdd(p, z, V.Of(0.1666666716337204));
        }
        else
        {
            p = V.MultiplyAdd(V.Of(7.75874890324957e-13), square, V.MultiplyAdd(V.Of(1.605725976486356e-10), z, V.Of(2.5052123136779735e-08)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(2.755731915707147e-06), z, V.Of(0.00019841269841431873)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.008333333333333148), z, V.Of(0.16666666666666669)));
        }

        V y = V.Select(V.Less(magnitude, V.Of(1.0)), V.MultiplyAdd(magnitude * z, p, magnitude), half - (V.Of(0.25) / half));
        return WithSignOf<V, T>(y, x);
    }

    /// <summary>Hyperbolic cosine.</summary>
    /// <remarks>Formula: e + 1 / (4 e) with e = e^|x| / 2. Edges: ±inf gives +inf. Source: Abramowitz and Stegun 4.5.2.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Cosh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V half = ScaledExp<V, T>(HyperbolicMagnitude<V, T>(x), power: -1);
        return half + (V.Of(0.25) / half);
    }

    /// <summary>|x| up to where half the exponential has overflowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V HyperbolicMagnitude<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => Saturate.AtMost<V, T>(Abs<V, T>(x), typeof(T) == typeof(float) ? 90.0 : 711.0);

    /// <summary>Inverse hyperbolic sine.</summary>
    /// <remarks>
    /// Formula: ln(1 + a + a^2 / (1 + sqrt(1 + a^2))) with a = |x| and the sign of x; ln 2 a for large a, where a^2 could overflow.
    /// Edges: zeros keep their sign; ±inf gives ±inf. Source: Abramowitz and Stegun 4.6.20.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Asinh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V a = Abs<V, T>(x);
        V square = a * a;
        V less = square / (V.Of(1.0) + V.Sqrt(V.Of(1.0) + square));
        return WithSignOf<V, T>(Log1pOfSumOrLog2Times<V, T>(a, less, a), x);
    }

    /// <summary>Inverse hyperbolic cosine.</summary>
    /// <remarks>
    /// Formula: ln(1 + t + sqrt(t (t + 2))) with t = x - 1, which is exact near 1; ln 2 x for large x. Edges: 1 gives 0, less gives NaN, +inf gives +inf.
    /// Source: Abramowitz and Stegun 4.6.21.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Acosh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V t = x - V.Of(1.0);
        V y = Log1pOfSumOrLog2Times<V, T>(V.Sqrt(V.MultiplyAdd(t, t, t + t)), t, x);
        return V.Select(V.Less(x, V.Of(1.0)), V.Of(double.NaN), y);
    }

    /// <summary>ln(1 + w + less) or, for large a, ln 2 a, which is then the same; a finite or NaN or inf, w not below less and that not below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log1pOfSumOrLog2Times<V, T>(V w, V less, V a)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V isLarge = V.Less(V.Of(typeof(T) == typeof(float) ? 16777216.0 : 18014398509481984.0), a);
        V sum = w + less;
        V u = V.Of(1.0) + sum;
        V part = u - V.Of(1.0);
        V error = ((V.Of(1.0) - (u - part)) + (sum - part)) + (less - (sum - w));
        SplitExponent<V, T>(V.Select(isLarge, a, u), out V k, out V m);
        V inverseScale = V.AddBits(V.SubtractBits(m, u), V.Of(1.0));
        V f = (m - V.Of(1.0)) + V.Select(isLarge, V.Of(0.0), error * inverseScale);
        V y = LogOfSum<V, T>(k + (isLarge & V.Of(1.0)), f);
        return V.Select(V.Less(a, V.Of(double.PositiveInfinity)), y, a);
    }

    /// <summary>Inverse hyperbolic tangent.</summary>
    /// <remarks>
    /// Formula: with a = |x| and k = log2((1 + a) / (1 - a)) rounded, k ln 2 / 2 + artanh s with s = (1 + a - 2^k (1 - a)) / (1 + a + 2^k (1 - a)), which for k = 0
    /// is a itself; artanh s = s + s^3 G(s^2), a minimax fit to 2^-58 (float: 2^-29). Then the sign of x.
    /// Edges: zeros keep their sign; ±1 gives ±inf, beyond gives NaN. Source: Abramowitz and Stegun 4.6.22.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Atanh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V one = V.Of(1.0);
        V a = Abs<V, T>(x);
        SplitExponent<V, T>((one + a) / (one - a), out V k, out _);
        double shift = RoundingShift<T>() + ExponentBias<T>();
        V scale = ToExponent<V, T>(k + V.Of(shift));
        V s = V.MultiplyAdd(scale + one, a, one - scale) / V.MultiplyAdd(one - scale, a, scale + one);
        V z = s * s;
        V g;
        if (typeof(T) == typeof(float))
        {
            g = V.MultiplyAdd(V.Of(0.14948983490467072), z, V.Of(0.19988320767879486));
            g = V.MultiplyAdd(g, z, V.Of(0.33333390951156616));
        }
        else
        {
            g = V.MultiplyAdd(V.Of(0.07413406916745077), z, V.Of(0.0765555428265952));
            g = V.MultiplyAdd(g, z, V.Of(0.09091836655959812));
            g = V.MultiplyAdd(g, z, V.Of(0.11111098300650762));
            g = V.MultiplyAdd(g, z, V.Of(0.1428571438013569));
            g = V.MultiplyAdd(g, z, V.Of(0.19999999999670443));
            g = V.MultiplyAdd(g, z, V.Of(0.3333333333333372));
        }

        V y = V.MultiplyAdd(s * z, g, V.MultiplyAdd(k, V.Of(HalfLn2Rest<T>()), s));
        y = V.MultiplyAdd(k, V.Of(HalfLn2High<T>()), y);
        V outside = V.Select(V.Equal(a, one), V.Of(double.PositiveInfinity), V.Of(double.NaN));
        return WithSignOf<V, T>(V.Select(V.Less(a, one), y, outside), x);
    }

    /// <summary>ln 2 / 2 up to zeros at the end: k times it is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double HalfLn2High<T>() => typeof(T) == typeof(float) ? 0.693145751953125 / 2.0 : 0.6931471805598903 / 2.0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double HalfLn2Rest<T>() => typeof(T) == typeof(float) ? 1.4286068203094173e-06 / 2.0 : 5.497923018708371e-14 / 2.0;
}
