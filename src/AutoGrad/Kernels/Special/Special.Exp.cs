using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>e^x.</summary>
    /// <remarks>
    /// Formula: x = n ln 2 + r with |r| at most ln 2 / 2; e^x = 2^n (1 + r + r^2 P(r)), P by a minimax fit. n ln 2 is subtracted in two parts
    /// with FMA, so r is off by half an ulp at most. Edges: e^0 = 1 exactly; overflow gives +inf, underflow gives subnormals, then 0.
    /// Accuracy: float 0.8, double 0.7. Source: Cody and Waite, "Software Manual for the Elementary Functions" (1980), chapter 6.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Exp<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Exp<Lanes128<T>, T>(Single(x))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> Exp<T>(in Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Exp<Lanes512<T>, T>(x)
            : Vector512.Create<T>(Exp<Lanes256<T>, T>(x.GetLower()), Exp<Lanes256<T>, T>(x.GetUpper()));

    /// <summary>2^power e^x with one rounding of the scaling, so that the factor saves bits of subnormal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exp<V, T>(V x, int power = 0)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // Beyond these limits the result is inf or 0 anyway; inside them n fits the exponent arithmetic of Scale.
        x = AtMost<V, T>(x, typeof(T) == typeof(float) ? 89.0 : 710.0);
        x = AtLeast<V, T>(x, typeof(T) == typeof(float) ? -106.0 : -748.0);
        V r = ReduceByLn2<V, T>(x, out V n, out V rest);

        // 1 + r is summed with its exact error, and r's own rounding is made good: of the 0.95 ulp otherwise, 0.4 would come from these two.
        V leading = V.Of(1.0) + r;
        V error = (r - (leading - V.Of(1.0))) + rest;
        V y = leading + V.MultiplyAdd(r * r, ReducedExpSeries<V, T>(r), error);
        if (power != 0)
        {
            n += V.Of(power);
        }

        return Scale<V, T>(y, n);
    }

    /// <summary>r + rest = x - n ln 2, n = round(x / ln 2); rest is the rounding error of r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReduceByLn2<V, T>(V x, out V n, out V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        n = V.MultiplyAdd(x, V.Of(1.4426950408889634), V.Of(RoundingShift<T>())) - V.Of(RoundingShift<T>());

        // ln 2 = high + low; the high part ends in zeros, so the first difference is exact.
        V high = V.Of(typeof(T) == typeof(float) ? -0.693145751953125 : -0.6931471805598903);
        V low = V.Of(typeof(T) == typeof(float) ? -1.4286068203094173e-06 : -5.497923018708371e-14);
        V exact = V.MultiplyAdd(n, high, x);
        V r = V.MultiplyAdd(n, low, exact);
        rest = V.MultiplyAdd(n, low, exact - r);
        return r;
    }

    /// <summary>P(r) = (e^r - 1 - r) / r^2 for |r| up to 0.347, fitted so that e^r is within 2^-60 (float: 2^-29).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedExpSeries<V, T>(V r)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p;
        if (typeof(T) == typeof(float))
        {
            p = V.MultiplyAdd(V.Of(0.00019918559701181948), r, V.Of(0.0013945929240435362));
            p = V.MultiplyAdd(p, r, V.Of(0.008333263918757439));
            p = V.MultiplyAdd(p, r, V.Of(0.04166627302765846));
            p = V.MultiplyAdd(p, r, V.Of(0.1666666716337204));
            p = V.MultiplyAdd(p, r, V.Of(0.5));
        }
        else
        {
            p = V.MultiplyAdd(V.Of(2.092637738465669e-09), r, V.Of(2.511216714554563e-08));
            p = V.MultiplyAdd(p, r, V.Of(2.75572353715808e-07));
            p = V.MultiplyAdd(p, r, V.Of(2.755723453394604e-06));
            p = V.MultiplyAdd(p, r, V.Of(2.4801587371049417e-05));
            p = V.MultiplyAdd(p, r, V.Of(0.00019841269896643865));
            p = V.MultiplyAdd(p, r, V.Of(0.001388888888886011));
            p = V.MultiplyAdd(p, r, V.Of(0.008333333333316973));
            p = V.MultiplyAdd(p, r, V.Of(0.04166666666666672));
            p = V.MultiplyAdd(p, r, V.Of(0.16666666666666682));
            p = V.MultiplyAdd(p, r, V.Of(0.5));
        }

        return p;
    }

    /// <summary>y 2^n as two factors: 2^n alone would not be representable for subnormal results or next to overflow. Only the last product rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale<V, T>(V y, V n)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V shift = V.Of(RoundingShift<T>());
        V first = V.MultiplyAdd(n, V.Of(0.5), shift);
        V second = (n - (first - shift)) + shift;
        return y * ShiftedPowerOfTwo<V, T>(first) * ShiftedPowerOfTwo<V, T>(second);
    }

    /// <summary>2^n from n + RoundingShift, whose low bits hold n: they are moved to the exponent field and biased.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ShiftedPowerOfTwo<V, T>(V shifted)
        where V : struct, ILanes<V, T>
        where T : unmanaged => V.AddBits(V.ShiftLeft(shifted, MantissaBits<T>()), V.Of(1.0));
}
