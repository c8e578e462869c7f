using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Error function 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x.</summary>
    /// <remarks>
    /// Formula: x + x P(x^2) for |x| below 0.75, 1 - erfc |x| above. Edges: zeros keep their sign; ±inf gives ±1. Accuracy: float 1.7, double 1.3.
    /// Source: Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), for the ranges; the fits are own.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Erf<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Saturate.AtMost<V, T>(Abs<V, T>(x), TailLimit<T>());
        V y = V.Of(1.0) - ErfcTail<V, T>(magnitude, Gauss<V, T>(magnitude, 1.0));
        y = V.Select(V.Less(magnitude, V.Of(0.75)), ErfCentre<V, T>(magnitude), y);
        return WithSignOf<V, T>(y, x);
    }

    /// <summary>Complementary error function 1 - erf x, relatively accurate in the right tail.</summary>
    /// <remarks>
    /// Formula: 1 - erf x for |x| below 0.5; to the right e^(-x^2) Q / (1 + 2 x), see ErfcTail; to the left 2 - erfc(-x).
    /// Edges: +inf gives 0, -inf gives 2. Accuracy: float 3.7, double 3.4. Source: as for Erf.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Erfc<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Saturate.AtMost<V, T>(Abs<V, T>(x), TailLimit<T>());
        V tail = ErfcTail<V, T>(magnitude, Gauss<V, T>(magnitude, 1.0));
        V y = V.Select(V.Less(x, V.Of(0.0)), V.Of(2.0) - tail, tail);
        return V.Select(V.Less(magnitude, V.Of(0.5)), V.Of(1.0) - ErfCentre<V, T>(x), y);
    }

    /// <summary>erfc is 0 from here on, below the least subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double TailLimit<T>() => typeof(T) == typeof(float) ? 10.5 : 27.5;

    /// <summary>erf x = x + x P(x^2) for |x| up to 0.75; P fitted to 2^-55 (float: 2^-29).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfCentre<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V z = x * x;
        V p;
        if (typeof(T) == typeof(float))
        {
            p = V.MultiplyAdd(V.Of(-0.0006761121330782771), z, V.Of(0.005115985404700041));
            p = V.MultiplyAdd(p, z, V.Of(-0.02683543600142002));
            p = V.MultiplyAdd(p, z, V.Of(0.11283393204212189));
            p = V.MultiplyAdd(p, z, V.Of(-0.3761261999607086));
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

    /// <summary>erfc x for x from 0.5 to TailLimit: gauss Q(t) / (1 + 2 x), where gauss is e^(-x^2).</summary>
    /// <remarks>
    /// (1 + 2x) e^(x^2) erfc x varies between 1.1 and 1.3 only, so a polynomial in t = (x - c) / (x + c) holds on the whole range:
    /// c = 3, fitted to 2^-54 (float: c = 2, 2^-26). Source of the mapping: Schonfelder, "Chebyshev expansions for the error and related functions", Math. Comp. 32 (1978).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)] // together with its callers it would exceed the JIT's budget for inlining
    private static V ErfcTail<V, T>(V x, V gauss)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V c = V.Of(typeof(T) == typeof(float) ? 2.0 : 3.0);
        V t = (x - c) / (x + c);
        V q;
        if (typeof(T) == typeof(float))
        {
            q = V.MultiplyAdd(V.Of(-0.000207578283152543), t, V.Of(-0.001267407787963748));
            q = V.MultiplyAdd(q, t, V.Of(0.0011313077993690968));
            q = V.MultiplyAdd(q, t, V.Of(0.008660100400447845));
            q = V.MultiplyAdd(q, t, V.Of(-0.008001400157809258));
            q = V.MultiplyAdd(q, t, V.Of(-0.05421137437224388));
            q = V.MultiplyAdd(q, t, V.Of(0.16404829919338226));
            q = V.MultiplyAdd(q, t, V.Of(-0.16603082418441772));
            q = V.MultiplyAdd(q, t, V.Of(-0.092763751745224));
            q = V.MultiplyAdd(q, t, V.Of(1.2769783735275269));
        }
        else
        {
            q = V.MultiplyAdd(V.Of(-3.87973990362412e-09), t, V.Of(-1.1134048904759858e-08));
            q = V.MultiplyAdd(q, t, V.Of(3.305408963067155e-08));
            q = V.MultiplyAdd(q, t, V.Of(1.0007437712109631e-07));
            q = V.MultiplyAdd(q, t, V.Of(-1.3298608096379646e-07));
            q = V.MultiplyAdd(q, t, V.Of(-6.161642099679983e-07));
            q = V.MultiplyAdd(q, t, V.Of(3.518431878729503e-07));
            q = V.MultiplyAdd(q, t, V.Of(3.4726258966619435e-06));
            q = V.MultiplyAdd(q, t, V.Of(-7.29722412066733e-07));
            q = V.MultiplyAdd(q, t, V.Of(-2.0100785186712023e-05));
            q = V.MultiplyAdd(q, t, V.Of(4.949088567986579e-06));
            q = V.MultiplyAdd(q, t, V.Of(0.0001250994324920088));
            q = V.MultiplyAdd(q, t, V.Of(-0.00010515974694267246));
            q = V.MultiplyAdd(q, t, V.Of(-0.000779832288385978));
            q = V.MultiplyAdd(q, t, V.Of(0.0018886903551085235));
            q = V.MultiplyAdd(q, t, V.Of(0.002529391817973372));
            q = V.MultiplyAdd(q, t, V.Of(-0.02377051491846244));
            q = V.MultiplyAdd(q, t, V.Of(0.06830802734385688));
            q = V.MultiplyAdd(q, t, V.Of(-0.11927366341531398));
            q = V.MultiplyAdd(q, t, V.Of(0.12964515870276416));
            q = V.MultiplyAdd(q, t, V.Of(-0.04756229435345067));
            q = V.MultiplyAdd(q, t, V.Of(-0.1356211061245812));
            q = V.MultiplyAdd(q, t, V.Of(1.2530080582697296));
        }

        return gauss * (q / V.MultiplyAdd(V.Of(2.0), x, V.Of(1.0)));
    }

    /// <summary>e^(-factor x^2). x^2 is formed as an unrounded sum of two numbers: rounded, it would cost x^2 / 2 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Gauss<V, T>(V x, double factor)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V square = x * x;
        V error = V.MultiplyAdd(x, x, -square);
        return ExpOfSum<V, T>(square * V.Of(-factor), error * V.Of(-factor));
    }
}
