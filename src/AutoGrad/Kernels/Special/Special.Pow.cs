using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>factor x^(y - less) for a small integer, whose difference is not rounded, and a factor whose product with a subnormal power is rounded once.</summary>
    /// <remarks>
    /// Formula: 2^(y log2 x), where log2 x is an unrounded sum of two numbers: with x = 2^k m, f = m - 1 and s = f / (2 + f) in two parts, log2 m =
    /// s (c0 + c1 s^2 + s^4 P(s^2)), of which the first two terms are in two parts each. Lanes outside the usual path, that is x not positive and normal or y NaN, go apart.
    /// Edges: as IEEE 754-2019, 9.2.1. Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.6; Dekker, Numer. Math. 18 (1971), for the two parts; the fits are own.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Pow<V, T>(V x, V y, V factor, int less = 0)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V rest = V.Of(0.0);
        if (less != 0)
        {
            V difference = y - V.Of(less);
            V part = difference - y;
            rest = ((y - (difference - part)) - (V.Of(less) + part)) & V.Less(Abs<V, T>(y), V.Of(double.PositiveInfinity));
            y = difference;
        }

        V power = PowOfNormal<V, T>(x, V.Of(0.0), y, rest, factor);
        V isUsual = IsPositiveNormal<V, T>(x) & V.Equal(y, y) & V.Less(Abs<V, T>(factor), V.Of(double.PositiveInfinity));
        return V.All(isUsual) ? power : V.Select(isUsual, power, PowOutside<V, T>(x, y, rest, factor));
    }

    /// <summary>The same for negative and subnormal x; zero, infinite and NaN arguments, whose powers are 0, 1, inf or NaN, ask the platform one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V PowOutside<V, T>(V x, V y, V yRest, V factor)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V magnitude = Abs<V, T>(x);
        V isSubnormal = V.Less(magnitude, V.Of(typeof(T) == typeof(float) ? 1.1754943508222875E-38 : 2.2250738585072014E-308));
        V scaled = V.Select(isSubnormal, magnitude * V.Of(18014398509481984.0), magnitude); // 2^54
        V power = PowOfNormal<V, T>(scaled, isSubnormal & V.Of(-54.0), y, yRest, factor);
        for (int lane = 0; lane < V.Count; lane++)
        {
            T number = x[lane];
            T exponent = y[lane];
            if (number == T.Zero || !T.IsFinite(number) || !T.IsFinite(exponent))
            {
                power = power.With(lane, factor[lane] * T.Pow(number, exponent));
            }
            else if (T.IsNegative(number))
            {
                power = power.With(lane, !T.IsInteger(exponent) ? T.NaN : T.IsOddInteger(exponent) ? -power[lane] : power[lane]);
            }
        }

        return power;
    }

    /// <summary>factor (2^shift x)^(y + yRest) for positive normal x and a rest that is at most an ulp of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PowOfNormal<V, T>(V x, V shift, V y, V yRest, V factor)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // A larger exponent over- or underflows too, for any base but 1.
        V exponent = Saturate.Within<V, T>(y, typeof(T) == typeof(float) ? 1099511627776.0 : 1180591620717411303424.0);
        Log2InTwoParts<V, T>(x, shift, out V high, out V low);
        V w = high * exponent;
        V rest = V.MultiplyAdd(high, yRest, V.MultiplyAdd(low, exponent, V.MultiplyAdd(high, exponent, -w)));

        // Beyond these limits the result is inf or 0 anyway, with any factor that is not itself beyond 2^90; the rest and the factor must not speak then.
        double limit = typeof(T) == typeof(float) ? 240.0 : 2000.0;
        V isInside = V.Less(Abs<V, T>(w), V.Of(limit));
        return Exp2OfSum<V, T>(Saturate.Within<V, T>(w, limit), rest & isInside, V.Select(isInside, factor, WithSignOf<V, T>(V.Of(1.0), factor)));
    }

    /// <summary>high + low = log2 x + shift, to some 2^-64 of it (float: 2^-34), for positive normal x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Log2InTwoParts<V, T>(V x, V shift, out V high, out V low)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        SplitExponent<V, T>(x, out V k, out V m);
        k += shift;
        V f = m - V.Of(1.0);
        V sum = m + V.Of(1.0);
        V sumRest = m - (sum - V.Of(1.0));
        V reciprocal = V.Of(1.0) / sum;
        V s = f * reciprocal;
        V sRest = V.MultiplyAdd(-s, sumRest, V.MultiplyAdd(-s, sum, f)) * reciprocal;

        V z = s * s;
        V zRest = V.MultiplyAdd(s + s, sRest, V.MultiplyAdd(s, s, -z));
        V p;
        if (typeof(T) == typeof(float))
        {
            p = V.MultiplyAdd(V.Of(0.3378944993019104), z, V.Of(0.4118466377258301));
            p = V.MultiplyAdd(p, z, V.Of(0.577080249786377));
        }
        else
        {
            p = V.MultiplyAdd(V.Of(0.19042539617636636), (z * z), V.MultiplyAdd(V.Of(0.19125099028697787), z, V.Of(0.2219841706163942)));
            p = V.MultiplyAdd(p, (z * z), V.MultiplyAdd(V.Of(0.2623076975189897), z, V.Of(0.3205989023129801)));
            p = V.MultiplyAdd(p, (z * z), V.MultiplyAdd(V.Of(0.41219858309173), z, V.Of(0.5770780163556184)));
        }

        // b = c0 + c1 z + z^2 P in two parts; c0 is greater than the rest, so Dekker's short sum does.
        V c0 = V.Of(2.8853900817779268);
        V c1 = V.Of(0.9617966939259756);
        V c0Rest = V.Of(typeof(T) == typeof(float) ? 3.851926067000022e-08 : 4.0710547481862066e-17);
        V c1Rest = V.Of(typeof(T) == typeof(float) ? -7.028461812552678e-09 : 5.0577616648125907e-17);
        V t = z * c1;
        V tRest = V.MultiplyAdd(z, c1, -t) + V.MultiplyAdd(zRest, c1, V.MultiplyAdd(z, c1Rest, (z * z) * p));
        V b = c0 + t;
        V bRest = (t - (b - c0)) + (tRest + c0Rest);

        V a = s * b;
        V aRest = V.MultiplyAdd(s, b, -a) + V.MultiplyAdd(s, bRest, sRest * b);
        high = k + a;
        low = (a - (high - k)) + aRest;
    }
}
