using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>e^x.</summary>
    /// <remarks>
    /// Formula: x = n ln 2 + r with |r| at most ln 2 / 2; e^x = 2^n (1 + r + r^2 P(r)), P by a minimax fit. n ln 2 is subtracted in two parts
    /// with FMA, so r is off by half an ulp at most. Edges: e^0 = 1 exactly; overflow gives +inf, underflow gives subnormals, then 0.
    /// Source: Cody and Waite, "Software Manual for the Elementary Functions" (1980), chapter 6.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exp<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // Beyond this limit the result is inf anyway; inside n fits the exponent arithmetic.
        return ScaledExp<V, T>(Saturate.AtLeast<V, T>(Saturate.AtMost<V, T>(x, typeof(T) == typeof(float) ? 89.0 : 710.0), ExpUnderflow<T>()));
    }

    /// <summary>From here on, and below, e^x is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ExpUnderflow<T>() => typeof(T) == typeof(float) ? -106.0 : -748.0;

    /// <summary>2^power e^x for x between ExpUnderflow and the overflow; with one rounding of the scaling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ScaledExp<V, T>(V x, int power = 0)
        where V : struct, ILanes<V, T>
        where T : unmanaged => TimesPowerOfTwo<V, T>(ReducedExpm1<V, T>(ReduceByLn2<V, T>(x, out V shifted, out V n)), n, shifted, power);

    /// <summary>(1 + p) 2^(n + power), rounded as 1 + p and, where it is subnormal, once more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V TimesPowerOfTwo<V, T>(V p, V n, V shifted, int power)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        if (V.CanScale)
        {
            V factor = V.Of(BitConverter.Int64BitsToDouble((1023L + power) << 52));
            return V.Scale(power == 0 ? p + factor : V.MultiplyAdd(p, factor, factor), n);
        }

        HalvesOfPowerOfTwo<V, T>(shifted, power, out V first, out V second);
        return V.MultiplyAdd(p, first, first) * second;
    }

    /// <summary>2^power e^(x + rest) for a rest that is at most some ulp of x, in parts: first (1 + p) second, of which first and second are powers of 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SplitExp<V, T>(V x, V rest, int power, out V first, out V second)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(x, rest, ExponentBias<T>() + ExponentBias<T>(), out V shifted));
        HalvesOfPowerOfTwo<V, T>(shifted, power, out first, out second);
        return p;
    }

    /// <summary>The same with what the last roundings of r and p lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SplitExp<V, T>(V x, V rest, out V first, out V second, out V pRest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V high = WithoutHighOfLn2<V, T>(x, ExponentBias<T>() + ExponentBias<T>(), out V shifted, out V n);
        V low = V.MultiplyAdd(n, V.Of(LowOfLn2<T>()), rest);
        V r = high + low;
        V rRest = (high - r) + low;
        V square = r * r;
        V tail = ReducedTail<V, T>(r, square);
        V p = V.MultiplyAdd(square, tail, r);
        pRest = V.MultiplyAdd(square, tail, r - p) + rRest;
        HalvesOfPowerOfTwo<V, T>(shifted, 0, out first, out second);
        return p;
    }

    /// <summary>r = x - n ln 2, n = round(x / ln 2). The low bits of shifted hold n + bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReduceByLn2<V, T>(V x, int bias, out V shifted)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V high = WithoutHighOfLn2<V, T>(x, bias, out shifted, out V n);
        return V.MultiplyAdd(n, V.Of(LowOfLn2<T>()), high);
    }

    /// <summary>r = x - n ln 2 with n = round(x / ln 2), and n + 2 bias in the low bits of shifted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReduceByLn2<V, T>(V x, out V shifted, out V n)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V high = WithoutHighOfLn2<V, T>(x, ExponentBias<T>() + ExponentBias<T>(), out shifted, out n);
        return V.MultiplyAdd(n, V.Of(LowOfLn2<T>()), high);
    }

    /// <summary>r = x + rest - n ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReduceByLn2<V, T>(V x, V rest, int bias, out V shifted)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V high = WithoutHighOfLn2<V, T>(x, bias, out shifted, out V n);
        return V.MultiplyAdd(n, V.Of(LowOfLn2<T>()), high + rest);
    }

    /// <summary>x - n high, where ln 2 = high + low; the high part ends in zeros, so the difference is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V WithoutHighOfLn2<V, T>(V x, int bias, out V shifted, out V n)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        shifted = V.MultiplyAdd(x, V.Of(1.4426950408889634), V.Of(RoundingShift<T>() + bias));
        n = shifted - V.Of(RoundingShift<T>() + bias);
        return V.MultiplyAdd(n, V.Of(typeof(T) == typeof(float) ? -0.693145751953125 : -0.6931471805598903), x);
    }

    /// <summary>-low.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double LowOfLn2<T>() => typeof(T) == typeof(float) ? -1.4286068203094173e-06 : -5.497923018708371e-14;

    /// <summary>e^r - 1 = r + r^2 P(r) for |r| up to 0.347, fitted so that e^r is within 2^-59 (float: 2^-28). Estrin's scheme in float, where latency counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedExpm1<V, T>(V r)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V square = r * r;
        return V.MultiplyAdd(square, ReducedTail<V, T>(r, square), r);
    }

    /// <summary>P(r).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedTail<V, T>(V r, V square)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p;
        if (typeof(T) == typeof(float))
        {
            V upper = V.MultiplyAdd(V.Of(0.0013840392930433154), r, V.Of(0.00836934894323349));
            V lower = V.MultiplyAdd(V.Of(0.041668083518743515), r, V.Of(0.16666515171527863));
            p = V.MultiplyAdd(V.MultiplyAdd(upper, square, lower), r, V.Of(0.4999999403953552));
        }
        else
        {
            p = V.MultiplyAdd(V.Of(2.1014840262901467e-09), r, V.Of(2.511553808911636e-08));
            p = V.MultiplyAdd(p, r, V.Of(2.755697610406414e-07));
            p = V.MultiplyAdd(p, r, V.Of(2.7557224536477233e-06));
            p = V.MultiplyAdd(p, r, V.Of(2.4801587633794853e-05));
            p = V.MultiplyAdd(p, r, V.Of(0.0001984126990699198));
            p = V.MultiplyAdd(p, r, V.Of(0.0013888888888755032));
            p = V.MultiplyAdd(p, r, V.Of(0.008333333333312648));
            p = V.MultiplyAdd(p, r, V.Of(0.041666666666666845));
            p = V.MultiplyAdd(p, r, V.Of(0.16666666666666688));
            p = V.MultiplyAdd(p, r, V.Of(0.5));
        }

        return p;
    }

    /// <summary>2^(n + power) as two factors: alone it would not be representable for subnormal results or next to overflow.</summary>
    /// <remarks>The low bits of shifted hold n + 2 bias, with nothing above them that the shifts to the exponent field do not drop: half of it is an exponent of n / 2.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void HalvesOfPowerOfTwo<V, T>(V shifted, int power, out V first, out V second)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        shifted = power == 0 ? shifted : V.AddBits(shifted, V.OfBits(power));
        first = ToExponent<V, T>(V.ShiftRight(shifted, 1));
        second = V.SubtractBits(ToExponent<V, T>(shifted), first);
    }

    /// <summary>Moves the low bits to the exponent field: 2^n from n + bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ToExponent<V, T>(V bits)
        where V : struct, ILanes<V, T>
        where T : unmanaged => typeof(T) == typeof(float) ? V.ShiftLeft(bits, 23) : V.ShiftLeft(bits, 52);

    /// <summary>What is added to the exponent of a number before it is stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ExponentBias<T>() => typeof(T) == typeof(float) ? 127 : 1023;
}
