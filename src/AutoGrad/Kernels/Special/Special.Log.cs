using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Natural logarithm.</summary>
    /// <remarks>
    /// Formula: x = 2^k m, m between sqrt(1/2) and sqrt(2), f = m - 1; ln x = k ln 2 + ln(1 + f), see LogOfSum.
    /// Edges: ±0 gives -inf, negative numbers NaN, +inf gives +inf; subnormal arguments are scaled first.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.4.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V y = LogOfNormal<V, T>(x);
        V isNormal = IsPositiveNormal<V, T>(x);
        return V.All(isNormal) ? y : V.Select(isNormal, y, LogOutside<V, T>(x));
    }

    /// <summary>Mask of the lanes that the main path of a logarithm serves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V IsPositiveNormal<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged =>
        V.Less(V.Of(typeof(T) == typeof(float) ? 1.1754942106924411E-38 : 2.225073858507201E-308), x) & V.Less(x, V.Of(double.PositiveInfinity));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfNormal<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        SplitExponent<V, T>(x, out V k, out V m);
        return LogOfSum<V, T>(k, m - V.Of(1.0));
    }

    /// <summary>The logarithm of everything but positive normal numbers; apart, so that the usual path stays short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V LogOutside<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        SplitExponent<V, T>(x * V.Of(18014398509481984.0), out V k, out V m); // 2^54: x is subnormal
        V y = LogOfSum<V, T>(k - V.Of(54.0), m - V.Of(1.0));
        return LogEdges<V, T>(x, y);
    }

    /// <summary>y for positive finite x, what a logarithm to any base has at the edges otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogEdges<V, T>(V x, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V outside = V.Select(V.Equal(x, V.Of(0.0)), V.Of(double.NegativeInfinity), V.Select(V.Less(x, V.Of(0.0)), V.Of(double.NaN), x));
        return V.Select(V.Less(V.Of(0.0), x) & V.Less(x, V.Of(double.PositiveInfinity)), y, outside);
    }

    /// <summary>x = 2^k m with m in [sqrt(1/2), sqrt(2)), for positive normal x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplitExponent<V, T>(V x, out V k, out V m)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // Counted from the bits of sqrt(1/2), the mantissa field runs exactly over the wanted interval, and k + bias stands above it.
        V start = V.OfBits(typeof(T) == typeof(float) ? 0x3F3504F3 : 0x3FE6A09E667F3BCD);
        V biasedStart = V.OfBits(typeof(T) == typeof(float) ? 0x3F3504F3 - 0x3F800000 : 0x3FE6A09E667F3BCD - 0x3FF0000000000000);
        V field = V.OfBits(typeof(T) == typeof(float) ? 0x007FFFFF : 0x000FFFFFFFFFFFFF);
        V counted = V.SubtractBits(x, biasedStart);
        m = V.AddBits(counted & field, start);

        // k + bias is not negative; put under the exponent of 2^p it reads as the number 2^p + bias + k.
        V biased = typeof(T) == typeof(float) ? V.ShiftRight(counted, 23) : V.ShiftRight(counted, 52);
        double unit = typeof(T) == typeof(float) ? 8388608.0 : 4503599627370496.0;
        k = (biased | V.Of(unit)) - V.Of(unit + ExponentBias<T>());
    }

    /// <summary>k ln 2 + ln(1 + f) for 1 + f between sqrt(1/2) and sqrt(2).</summary>
    /// <remarks>ln 2 is added in two parts; k times the high part is exact.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfSum<V, T>(V k, V f)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V low = k * V.Of(typeof(T) == typeof(float) ? 1.4286068203094173e-06 : 5.497923018708371e-14);
        V high = V.Of(typeof(T) == typeof(float) ? 0.693145751953125 : 0.6931471805598903);
        return V.MultiplyAdd(k, high, f + LogCorrection<V, T>(f, low));
    }

    /// <summary>ln(1 + f) - f + rest for 1 + f between sqrt(1/2) and sqrt(2).</summary>
    /// <remarks>
    /// In float -f^2/2 + f^3 Q(f), a minimax fit to 2^-27, by Estrin's scheme. In double a polynomial would be long: with s = f / (2 + f),
    /// ln(1 + f) = 2 artanh s = f - f^2/2 + s (f^2/2 + s^2 G(s^2)), where the large terms f and f^2/2 carry no error
    /// of the division; G is a minimax fit to 2^-59.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogCorrection<V, T>(V f, V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            V square = f * f;
            V q0 = V.MultiplyAdd(V.Of(-0.2500081956386566), f, V.Of(0.3333333134651184));
            V q2 = V.MultiplyAdd(V.Of(-0.1662335991859436), f, V.Of(0.20001228153705597));
            V q4 = V.MultiplyAdd(V.Of(-0.1316014975309372), f, V.Of(0.1420174241065979));
            V q6 = V.MultiplyAdd(V.Of(-0.07634667307138443), f, V.Of(0.1276165395975113));
            V q = V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(q6, square, q4), square, q2), square, q0);
            return V.MultiplyAdd(V.Of(-0.5), square, V.MultiplyAdd(square * f, q, rest));
        }

        V s = f / (V.Of(2.0) + f);
        V z = s * s;
        V g = V.MultiplyAdd(V.Of(0.1478864763930693), z, V.Of(0.15314840484020079));
        g = V.MultiplyAdd(g, z, V.Of(0.18183530521619143));
        g = V.MultiplyAdd(g, z, V.Of(0.22222199296697814));
        g = V.MultiplyAdd(g, z, V.Of(0.28571428734361815));
        g = V.MultiplyAdd(g, z, V.Of(0.3999999999945728));
        g = V.MultiplyAdd(g, z, V.Of(0.6666666666666726));
        V half = V.Of(0.5) * f * f;
        return V.MultiplyAdd(s, V.MultiplyAdd(z, g, half), rest) - half;
    }
}
