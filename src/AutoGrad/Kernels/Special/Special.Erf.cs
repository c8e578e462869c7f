using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Error function 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x.</summary>
    /// <remarks>
    /// Formula: x + x P(x^2) near 0; above, in float 1 - e^L(x) with a polynomial L for ln erfc, whose relative error is erfc times smaller in the result,
    /// in double 1 - erfc |x|. Edges: zeros keep their sign; ±inf gives ±1.
    /// Source: Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), for the ranges; the fits are own.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Erf<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // From these limits on the result rounds to 1.
        V magnitude = Saturate.AtMost<V, T>(Abs<V, T>(x), typeof(T) == typeof(float) ? 3.95 : 6.0);
        V y;
        if (typeof(T) == typeof(float))
        {
            V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(LogErfc<V, T>(magnitude), ExponentBias<T>(), out V shifted));
            V scale = ToExponent<V, T>(shifted);
            y = V.MultiplyAdd(-scale, p, V.Of(1.0) - scale);
        }
        else
        {
            y = V.Of(1.0) - ErfcOfMagnitude<V, T>(magnitude);
        }

        V isCentral = V.Less(magnitude, V.Of(typeof(T) == typeof(float) ? 1.0 : 0.75));
        return WithSignOf<V, T>(V.Select(isCentral, ErfCentre<V, T>(magnitude), y), x);
    }

    /// <summary>Complementary error function 1 - erf x, relatively accurate in the right tail.</summary>
    /// <remarks>
    /// Formula: e^(-x^2) E(x) for positive x, see ScaledErfc; 2 - erfc(-x) for negative. Edges: +inf gives 0, -inf gives 2. Source: as for NormalCdf.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Erfc<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // erfc is 0 from here on, below the least subnormal.
        V tail = ErfcOfMagnitude<V, T>(Saturate.AtMost<V, T>(Abs<V, T>(x), typeof(T) == typeof(float) ? 10.25 : 27.3));
        return V.Select(V.Less(x, V.Of(0.0)), V.Of(2.0) - tail, tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfcOfMagnitude<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => GaussTimesSum<V, T>(ScaledErfc<V, T>(x, out V rest), rest, x, 1.0);

    /// <summary>erf x = x + x P(x^2) for |x| up to 0.75 (float: 1); P fitted to 2^-55 (float: 2^-29).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfCentre<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V z = x * x;
        V p;
        if (typeof(T) == typeof(float))
        {
            p = V.MultiplyAdd(V.Of(7.85386364441365e-05), z, V.Of(-0.0008010194287635386));
            p = V.MultiplyAdd(p, z, V.Of(0.005188327748328447));
            p = V.MultiplyAdd(p, z, V.Of(-0.026853812858462334));
            p = V.MultiplyAdd(p, z, V.Of(0.1128358542919159));
            p = V.MultiplyAdd(p, z, V.Of(-0.3761262595653534));
            p = V.MultiplyAdd(p, z, V.Of(0.12837916612625122));
        }
        else
        {
            p = V.MultiplyAdd(V.Of(1.1475353527763394e-08), z, V.Of(-1.594086994453561e-07));
            p = V.MultiplyAdd(p, z, V.Of(1.6430780254887537e-06));
            p = V.MultiplyAdd(p, z, V.Of(-1.4924202671782695e-05));
            p = V.MultiplyAdd(p, z, V.Of(0.00012055289822653142));
            p = V.MultiplyAdd(p, z, V.Of(-0.0008548326195094542));
            p = V.MultiplyAdd(p, z, V.Of(0.005223977615516488));
            p = V.MultiplyAdd(p, z, V.Of(-0.026866170644436856));
            p = V.MultiplyAdd(p, z, V.Of(0.11283791670952634));
            p = V.MultiplyAdd(p, z, V.Of(-0.37612638903183715));
            p = V.MultiplyAdd(p, z, V.Of(0.1283791670955126));
        }

        return V.MultiplyAdd(x, p, x);
    }

    /// <summary>ln erfc x for x from 1 to 3.95, in float; fitted so that the error of erf is 2^-27.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogErfc<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p = V.MultiplyAdd(V.Of(0.00018557147996034473), x, V.Of(-0.0029395832680165768));
        p = V.MultiplyAdd(p, x, V.Of(0.021805226802825928));
        p = V.MultiplyAdd(p, x, V.Of(-0.10303718596696854));
        p = V.MultiplyAdd(p, x, V.Of(-0.6382258534431458));
        p = V.MultiplyAdd(p, x, V.Of(-1.127039909362793));
        p = V.MultiplyAdd(p, x, V.Of(-0.00035374678554944694));
        return p;
    }

    /// <summary>e^(x^2) erfc x for x from 0 to 27.3 (float: 10.25).</summary>
    /// <remarks>A / (sqrt(pi) x A + B) as in MillsRatio, which is this function of x / sqrt 2 but for a factor: fits of its own spare that rounding.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ScaledErfc<V, T>(V x, out V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p;
        V q;
        if (typeof(T) == typeof(float))
        {
            p = V.MultiplyAdd(V.Of(0.03852948918938637), x, V.Of(0.25617387890815735));
            p = V.MultiplyAdd(p, x, V.Of(0.7876673936843872));
            p = V.MultiplyAdd(p, x, V.Of(1.2913274765014648));
            q = V.MultiplyAdd(V.Of(4.924162567476742e-06), x, V.Of(0.033987857401371));
            q = V.MultiplyAdd(q, x, V.Of(0.22917810082435608));
            q = V.MultiplyAdd(q, x, V.Of(0.6472538113594055));
        }
        else
        {
            p = V.MultiplyAdd(V.Of(7.075226705498546e-05), x, V.Of(0.0013189207736748836));
            p = V.MultiplyAdd(p, x, V.Of(0.012078327476086302));
            p = V.MultiplyAdd(p, x, V.Of(0.0702043118259857));
            p = V.MultiplyAdd(p, x, V.Of(0.2830850570164748));
            p = V.MultiplyAdd(p, x, V.Of(0.8180795279611771));
            p = V.MultiplyAdd(p, x, V.Of(1.6939698769700777));
            p = V.MultiplyAdd(p, x, V.Of(2.432649925110952));
            p = V.MultiplyAdd(p, x, V.Of(2.2191121525734223));
            q = V.MultiplyAdd(V.Of(-4.936885620445753e-15), x, V.Of(6.270256474867412e-05));
            q = V.MultiplyAdd(q, x, V.Of(0.0011688630641020286));
            q = V.MultiplyAdd(q, x, V.Of(0.010641437798052981));
            q = V.MultiplyAdd(q, x, V.Of(0.06104805655943233));
            q = V.MultiplyAdd(q, x, V.Of(0.2403307616742835));
            q = V.MultiplyAdd(q, x, V.Of(0.665702260773102));
            q = V.MultiplyAdd(q, x, V.Of(1.2766155118396705));
            q = V.MultiplyAdd(q, x, V.Of(1.5750374687633906));
        }

        double start = typeof(T) == typeof(float) ? 1.0 : 0.9999999999999999;
        double factorRest = typeof(T) == typeof(float) ? -5.324640039994222e-08 : -7.666586499825799e-17;
        return TailRatio<V, T>(x, p, start, q, 1.772453850905516, factorRest, out rest);
    }
}
