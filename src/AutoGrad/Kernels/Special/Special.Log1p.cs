using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>ln(1 + x), accurate near 0.</summary>
    /// <remarks>
    /// Formula: u = 1 + x rounded, e its exact rounding error (Knuth's two-sum), u = 2^k m; ln(1 + x) = k ln 2 + ln(1 + f) with
    /// f = (m - 1) + 2^-k e, which for k = 0 is x itself. Edges: zeros keep their sign; -1 gives -inf, less gives NaN. Accuracy: float 1.4, double 1.3.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.4; Knuth, "Seminumerical Algorithms", 4.2.2.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log1p<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V y = FiniteLog1p<V, T>(x);
        V outside = V.Select(V.Equal(x, V.Of(-1.0)), V.Of(double.NegativeInfinity), V.Select(V.Less(x, V.Of(-1.0)), V.Of(double.NaN), x));
        y = V.Select(V.Less(V.Of(-1.0), x) & V.Less(x, V.Of(double.PositiveInfinity)), y, outside);
        return WithSignOf<V, T>(y, x);
    }

    /// <summary>ln(1 + x) for finite x above -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V FiniteLog1p<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V one = V.Of(1.0);
        V u = one + x;
        V part = u - one;
        V error = (one - (u - part)) + (x - part);
        SplitExponent<V, T>(u, out V k, out V m);

        // 2^-k is the difference of the bits. Next to overflow it would leave the exponent field; from 2^60 on the error does not matter.
        V inverseScale = V.AddBits(V.SubtractBits(m, u), V.Of(1.0)) & V.Less(x, V.Of(1152921504606846976.0));
        return LogOfSum<V, T>(k, V.MultiplyAdd(error, inverseScale, m - one));
    }

    /// <summary>ln(1 + e) for e from 0 to 1.</summary>
    /// <remarks>In float e + e^2 S(e), a minimax fit; in double by FiniteLog1p.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log1pOfUnit<V, T>(V e)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            return FiniteLog1p<V, T>(e);
        }

        V square = e * e;
        V s0 = V.MultiplyAdd(V.Of(0.33330464363098145), e, V.Of(-0.4999993145465851));
        V s2 = V.MultiplyAdd(V.Of(0.19692102074623108), e, V.Of(-0.24958018958568573));
        V s4 = V.MultiplyAdd(V.Of(0.10661128163337708), e, V.Of(-0.15344880521297455));
        V s6 = V.MultiplyAdd(V.Of(0.020086241886019707), e, V.Of(-0.05745723098516464));
        V s = V.MultiplyAdd(V.Of(-0.003290468594059348), square, s6);
        s = V.MultiplyAdd(V.MultiplyAdd(V.MultiplyAdd(s, square, s4), square, s2), square, s0);
        return V.MultiplyAdd(square, s, e);
    }
}
