using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Natural logarithm.</summary>
    /// <remarks>
    /// Formula: x = 2^k m, m between sqrt(1/2) and sqrt(2), f = m - 1; ln x = k ln 2 + ln(1 + f), see LogOfSum.
    /// Edges: ±0 gives -inf, negative numbers NaN, +inf gives +inf; subnormal arguments are scaled first. Accuracy: float 0.9, double 0.8.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.4.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Log<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Log<Lanes128<T>, T>(Single(x))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> Log<T>(in Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Log<Lanes512<T>, T>(x)
            : Vector512.Create<T>(Log<Lanes256<T>, T>(x.GetLower()), Log<Lanes256<T>, T>(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V subnormal = V.Less(x, V.Of(typeof(T) == typeof(float) ? 1.17549435E-38f : 2.2250738585072014E-308));
        V scaled = V.Select(subnormal, x * V.Of(18014398509481984.0), x); // 2^54
        SplitExponent<V, T>(scaled, out V k, out V m, out _);
        k -= V.Select(subnormal, V.Of(54.0), V.Of(0.0));
        V y = LogOfSum<V, T>(k, m - V.Of(1.0));
        V outside = V.Select(V.Equal(x, V.Of(0.0)), V.Of(double.NegativeInfinity), V.Select(V.Less(x, V.Of(0.0)), V.Of(double.NaN), x));
        return V.Select(V.Less(V.Of(0.0), x) & V.Less(x, V.Of(double.PositiveInfinity)), y, outside);
    }

    /// <summary>x = 2^k m with m in [sqrt(1/2), sqrt(2)), for positive normal x; also 2^-k (0 where that is subnormal).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplitExponent<V, T>(V x, out V k, out V m, out V inverseScale)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // Counted from the bits of sqrt(1/2), the mantissa field runs exactly over the wanted interval.
        V start = V.OfBits(typeof(T) == typeof(float) ? 0x3F3504F3 : 0x3FE6A09E667F3BCD);
        V field = V.OfBits(typeof(T) == typeof(float) ? 0x007FFFFF : 0x000FFFFFFFFFFFFF);
        m = V.AddBits(V.SubtractBits(x, start) & field, start);
        V exponent = V.SubtractBits(x, m); // k in the exponent field, signed
        inverseScale = V.SubtractBits(V.Of(1.0), exponent);

        // k + bias is not negative; put under the exponent of 2^p it reads as the number 2^p + bias + k.
        V biased = V.ShiftRight(V.AddBits(exponent, V.Of(1.0)), MantissaBits<T>());
        double unit = typeof(T) == typeof(float) ? 8388608.0 : 4503599627370496.0;
        double bias = typeof(T) == typeof(float) ? 127.0 : 1023.0;
        k = (biased | V.Of(unit)) - V.Of(unit + bias);
    }

    /// <summary>k ln 2 + ln(1 + f) for 1 + f between sqrt(1/2) and sqrt(2).</summary>
    /// <remarks>
    /// With s = f / (2 + f): ln(1 + f) = 2 artanh s = f - f^2/2 + s (f^2/2 + s^2 G(s^2)), where the large terms f and f^2/2 carry no error
    /// of the division. G is a minimax fit to 2^-59 (float: 2^-29). ln 2 is added in two parts; k times the high part is exact.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfSum<V, T>(V k, V f)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V s = f / (V.Of(2.0) + f);
        V z = s * s;
        V g;
        if (typeof(T) == typeof(float))
        {
            g = V.MultiplyAdd(V.Of(0.2986729145050049), z, V.Of(0.39977744221687317));
            g = V.MultiplyAdd(g, z, V.Of(0.6666677594184875));
        }
        else
        {
            g = V.MultiplyAdd(V.Of(0.1478864763930693), z, V.Of(0.15314840484020079));
            g = V.MultiplyAdd(g, z, V.Of(0.18183530521619143));
            g = V.MultiplyAdd(g, z, V.Of(0.22222199296697814));
            g = V.MultiplyAdd(g, z, V.Of(0.28571428734361815));
            g = V.MultiplyAdd(g, z, V.Of(0.3999999999945728));
            g = V.MultiplyAdd(g, z, V.Of(0.6666666666666726));
        }

        V high = V.Of(typeof(T) == typeof(float) ? 0.693145751953125 : 0.6931471805598903);
        V low = V.Of(typeof(T) == typeof(float) ? 1.4286068203094173e-06 : 5.497923018708371e-14);
        V half = V.Of(0.5) * f * f;
        V correction = V.MultiplyAdd(s, V.MultiplyAdd(z, g, half), k * low);
        return V.MultiplyAdd(k, high, f - (half - correction));
    }
}
