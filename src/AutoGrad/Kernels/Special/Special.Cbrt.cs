using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Cube root, odd.</summary>
    /// <remarks>
    /// Formula: |x| = 2^(3q) u; w = u^(-1/3) from a polynomial, in double with one step of third order; y = u w^2 with one of Newton's steps, y + (u - y^3) w^2 / 3;
    /// then 2^q and the sign. No division. Edges: zeros keep their sign; ±inf gives ±inf; subnormal arguments are scaled first. Source: Muller, "Elementary Functions" (3rd ed. 2016), 5.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Cbrt<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Abs<V, T>(x);
        V y = CbrtOfNormal<V, T>(magnitude);
        V isNormal = IsPositiveNormal<V, T>(magnitude);
        return WithSignOf<V, T>(V.All(isNormal) ? y : V.Select(isNormal, y, CbrtOutside<V, T>(magnitude)), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V CbrtOutside<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V y = CbrtOfNormal<V, T>(x * V.Of(18014398509481984.0)) * V.Of(3.814697265625e-06); // 2^54 and 2^-18: x is subnormal
        return V.Select(V.Less(V.Of(0.0), x) & V.Less(x, V.Of(double.PositiveInfinity)), y, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V CbrtOfNormal<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        SplitExponent<V, T>(x, out V k, out V m);
        V shifted = V.MultiplyAdd(k, V.Of(1.0 / 3.0), V.Of(RoundingShift<T>() + ExponentBias<T>()));
        V rest = V.MultiplyAdd(shifted - V.Of(RoundingShift<T>() + ExponentBias<T>()), V.Of(-3.0), k); // -1, 0 or 1
        V isBelow = V.Less(rest, V.Of(0.0));
        V isAbove = V.Less(V.Of(0.0), rest);
        V u = m * V.Select(isBelow, V.Of(0.5), V.Select(isAbove, V.Of(2.0), V.Of(1.0)));
        V f = m - V.Of(1.0);
        V square = f * f;
        V w;
        if (typeof(T) == typeof(float))
        {
            w = V.MultiplyAdd(V.Of(-0.10806387662887573), f, V.Of(0.16041716933250427));
            w = V.MultiplyAdd(w, square, V.MultiplyAdd(V.Of(-0.17581862211227417), f, V.Of(0.2216051071882248)));
            w = V.MultiplyAdd(w, square, V.MultiplyAdd(V.Of(-0.33326098322868347), f, V.Of(1.0000038146972656)));
        }
        else
        {
            w = V.MultiplyAdd(V.Of(-0.08195363127022146), f, V.Of(0.12746275668775914));
            w = V.MultiplyAdd(w, square, V.MultiplyAdd(V.Of(-0.12951704213847126), f, V.Of(0.1431493306632962)));
            w = V.MultiplyAdd(w, square, V.MultiplyAdd(V.Of(-0.1725958614427657), f, V.Of(0.22223834761267602)));
            w = V.MultiplyAdd(w, square, V.MultiplyAdd(V.Of(-0.33333629420015914), f, V.Of(0.9999999458782494)));
        }

        w *= V.Select(isBelow, V.Of(1.2599210498948732), V.Select(isAbove, V.Of(0.7937005259840998), V.Of(1.0)));
        if (typeof(T) == typeof(double))
        {
            V error = V.MultiplyAdd(-u * w, w * w, V.Of(1.0));
            w = V.MultiplyAdd(w * error, V.MultiplyAdd(error, V.Of(2.0 / 9.0), V.Of(1.0 / 3.0)), w);
        }

        V inverse = w * w; // of y^2
        V y = u * inverse;
        y = V.MultiplyAdd(V.MultiplyAdd(-y * y, y, u), V.Of(1.0 / 3.0) * inverse, y);
        return y * ToExponent<V, T>(shifted);
    }
}
