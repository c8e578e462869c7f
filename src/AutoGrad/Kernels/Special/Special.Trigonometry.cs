using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Sine of an angle in radians.</summary>
    /// <remarks>
    /// Formula: x = n pi/2 + r, |r| at most pi/4; ± sin r or ± cos r by n mod 4. pi/2 is subtracted in three parts with FMA: the first difference is exact,
    /// and r comes as an unrounded sum of two numbers. Beyond 10^8 (float: 65,536) each lane asks the platform's own sine.
    /// Edges: zeros keep their sign; ±inf gives NaN. Source: Cody and Waite (1980), chapter 8; Muller (3rd ed. 2016), 11.2.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Sin<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V n = ReduceByQuarterTurns<V, T>(x, out V high, out V low);
        V magnitude = Abs<V, T>(x);
        V y = V.Select(V.Less(magnitude, V.Of(typeof(T) == typeof(float) ? 1e-4 : 1e-9)), x, SinOfQuadrant<V, T>(n, high, low));
        V far = V.Less(V.Of(ReductionLimit<T>()), magnitude);
        return V.Any(far) ? WithFarLanes<V, T>(x, y, FarFunction.Sine) : y;
    }

    /// <summary>Cosine of an angle in radians; see Sin.</summary>
    /// <remarks>Edges: ±0 gives 1 exactly; ±inf gives NaN.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Cos<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V n = ReduceByQuarterTurns<V, T>(x, out V high, out V low);
        V y = SinOfQuadrant<V, T>(V.AddBits(n, V.OfBits(1)), high, low);
        V far = V.Less(V.Of(ReductionLimit<T>()), Abs<V, T>(x));
        return V.Any(far) ? WithFarLanes<V, T>(x, y, FarFunction.Cosine) : y;
    }

    /// <summary>Tangent of an angle in radians; see Sin.</summary>
    /// <remarks>Formula: the quotient of both, for odd n the other way round, corrected by what their roundings lost. Edges: zeros keep their sign; ±inf gives NaN.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tan<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V n = ReduceByQuarterTurns<V, T>(x, out V high, out V low);
        V rough = ReducedSineAndCosine<V, T>(high, low, out V sineTail, out V cosineTail);
        V sine = high + sineTail;
        V sineRest = (high - sine) + sineTail;
        V cosine = rough + cosineTail;
        V isOdd = IsOdd<V, T>(n);
        V quotient = V.Select(isOdd, -cosine, sine) / V.Select(isOdd, sine, cosine);

        // What the rests change in both quotients: their cross product over the divisor's square, which is 1 / (1 + tan^2). In float the sine's, the larger one, will do.
        V cross = sineRest * cosine;
        if (typeof(T) == typeof(double))
        {
            cross = V.MultiplyAdd((cosine - rough) - cosineTail, sine, cross);
        }

        V y = V.MultiplyAdd(cross, V.MultiplyAdd(quotient, quotient, V.Of(1.0)), quotient);
        V magnitude = Abs<V, T>(x);
        y = V.Select(V.Less(magnitude, V.Of(typeof(T) == typeof(float) ? 1e-4 : 1e-9)), x, y);
        V far = V.Less(V.Of(ReductionLimit<T>()), magnitude);
        return V.Any(far) ? WithFarLanes<V, T>(x, y, FarFunction.Tangent) : y;
    }

    /// <summary>Which function of the platform serves the lanes beyond the limit.</summary>
    private enum FarFunction
    {
        Sine,
        Cosine,
        Tangent,
    }

    /// <summary>Up to here n is small enough that n times the third part of pi/2 leaves no visible error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ReductionLimit<T>() => typeof(T) == typeof(float) ? 65536.0 : 1e8;

    /// <summary>r = high + low = x - n pi/2; returns n as an integer in the low bits of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReduceByQuarterTurns<V, T>(V x, out V high, out V low)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V shifted = V.MultiplyAdd(x, V.Of(0.6366197723675814), V.Of(RoundingShift<T>()));
        V n = shifted - V.Of(RoundingShift<T>());

        // Minus pi/2 in three parts of full precision: 1.57079632679... = first + second + third.
        V first = V.Of(typeof(T) == typeof(float) ? -1.5707963705062866 : -1.5707963267948966);
        V second = V.Of(typeof(T) == typeof(float) ? 4.371138828673793e-08 : -6.123233995736766e-17);
        V third = V.Of(typeof(T) == typeof(float) ? 1.7151245100058819e-15 : 1.4973849048591698e-33);
        V rest = V.MultiplyAdd(n, first, x);

        // Next to a multiple of pi/2 the second part may outweigh the rest, so this sum keeps its exact error (Knuth's two-sum).
        V product = n * second;
        high = rest + product;
        V part = high - rest;
        V error = (rest - (high - part)) + (product - part);
        low = V.MultiplyAdd(n, third, error + V.MultiplyAdd(n, second, -product));
        return shifted;
    }

    /// <summary>sin(n pi/2 + high + low): the sine or cosine of the reduced angle, with n's second bit as the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SinOfQuadrant<V, T>(V n, V high, V low)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V rough = ReducedSineAndCosine<V, T>(high, low, out V sineTail, out V cosineTail);
        V sign = V.ShiftLeft(n & V.OfBits(2), typeof(T) == typeof(float) ? 30 : 62);
        return V.Select(IsOdd<V, T>(n), rough + cosineTail, high + sineTail) ^ sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V IsOdd<V, T>(V n)
        where V : struct, ILanes<V, T>
        where T : unmanaged => V.EqualBits(n & V.OfBits(1), V.OfBits(1));

    /// <summary>Sine and cosine of high + low, of at most pi/4, each as a sum: high + sineTail, and what is returned + cosineTail. Series in powers of high^2, each a minimax fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedSineAndCosine<V, T>(V high, V low, out V sineTail, out V cosineTail)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V z = high * high;
        V half = V.Of(0.5) * z;
        V s;
        if (typeof(T) == typeof(float))
        {
            s = V.MultiplyAdd(V.Of(2.7182620669918833e-06), z, V.Of(-0.0001983933907467872));
            s = V.MultiplyAdd(s, z, V.Of(0.008333329111337662));
            s = V.MultiplyAdd(s, z, V.Of(-0.1666666716337204));
        }
        else
        {
            s = V.MultiplyAdd(V.Of(1.5896859092288908e-10), z, V.Of(-2.5050764224570826e-08));
            s = V.MultiplyAdd(s, z, V.Of(2.7557313771973717e-06));
            s = V.MultiplyAdd(s, z, V.Of(-0.0001984126983019856));
            s = V.MultiplyAdd(s, z, V.Of(0.008333333333323195));
            s = V.MultiplyAdd(s, z, V.Of(-0.16666666666666638));
        }

        V c;
        if (typeof(T) == typeof(float))
        {
            c = V.MultiplyAdd(V.Of(-2.7237004474045534e-07), z, V.Of(2.479989780113101e-05));
            c = V.MultiplyAdd(c, z, V.Of(-0.0013888885732740164));
            c = V.MultiplyAdd(c, z, V.Of(0.0416666679084301));
        }
        else
        {
            c = V.MultiplyAdd(V.Of(-1.136758499785676e-11), z, V.Of(2.0875889452097428e-09));
            c = V.MultiplyAdd(c, z, V.Of(-2.7557315683279796e-07));
            c = V.MultiplyAdd(c, z, V.Of(2.4801587294521817e-05));
            c = V.MultiplyAdd(c, z, V.Of(-0.0013888888888882996));
            c = V.MultiplyAdd(c, z, V.Of(0.04166666666666666));
        }

        V rough = V.Of(1.0) - half;
        sineTail = V.MultiplyAdd(high * z, s, low * rough);
        cosineTail = ((V.Of(1.0) - rough) - half) + V.MultiplyAdd(z * z, c, -(high * low));
        return rough;
    }

    /// <summary>Replaces the lanes beyond the limit; apart, so that the usual path stays short.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V WithFarLanes<V, T>(V x, V y, FarFunction function)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < V.Count; lane++)
        {
            if (T.Abs(x[lane]) > T.CreateTruncating(ReductionLimit<T>()))
            {
                y = y.With(lane, function switch
                {
                    FarFunction.Sine => T.Sin(x[lane]),
                    FarFunction.Cosine => T.Cos(x[lane]),
                    _ => T.Tan(x[lane]),
                });
            }
        }

        return y;
    }
}
