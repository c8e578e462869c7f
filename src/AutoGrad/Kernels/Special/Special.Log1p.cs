using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>ln(1 + x), accurate near 0.</summary>
    /// <remarks>
    /// Formula: u = 1 + x rounded, e its exact rounding error (Knuth's two-sum), u = 2^k m; ln(1 + x) = k ln 2 + ln(1 + f) with
    /// f = (m - 1) + 2^-k e, which for k = 0 is x itself. Edges: zeros keep their sign; -1 gives -inf, less gives NaN. Accuracy: float 1.4, double 1.3.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.4; Knuth, "Seminumerical Algorithms", 4.2.2.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Log1p<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Log1p<Lanes128<T>, T>(Single(x))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> Log1p<T>(in Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Log1p<Lanes512<T>, T>(x)
            : Vector512.Create<T>(Log1p<Lanes256<T>, T>(x.GetLower()), Log1p<Lanes256<T>, T>(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log1p<V, T>(V x)
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
        SplitExponent<V, T>(u, out V k, out V m, out V inverseScale);

        // Next to overflow 2^-k would leave the exponent field; from 2^60 on the error does not matter.
        inverseScale &= V.Less(x, V.Of(1152921504606846976.0));
        return LogOfSum<V, T>(k, V.MultiplyAdd(error, inverseScale, m - one));
    }
}
