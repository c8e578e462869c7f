using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>e^x - 1, accurate near 0.</summary>
    /// <remarks>
    /// Formula: with x = n ln 2 + r and p = e^r - 1: p if n = 0, otherwise 2 (2^(n-1) p + 2^(n-1) - 1/2), which overflows only where the result does.
    /// Edges: zeros keep their sign, subnormals are returned as they are; -inf gives -1. Accuracy: float 1.4, double 1.5.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.5; reduction as in Exp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Expm1<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Expm1<Lanes128<T>, T>(Single(x))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> Expm1<T>(in Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Expm1<Lanes512<T>, T>(x)
            : Vector512.Create<T>(Expm1<Lanes256<T>, T>(x.GetLower()), Expm1<Lanes256<T>, T>(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Expm1<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V clamped = AtMost<V, T>(x, typeof(T) == typeof(float) ? 89.0 : 710.0);
        clamped = AtLeast<V, T>(clamped, typeof(T) == typeof(float) ? -20.0 : -40.0);
        V r = ReduceByLn2<V, T>(clamped, out V n, out V rest);
        V p = r + V.MultiplyAdd(r * r, ReducedExpSeries<V, T>(r), rest);
        V halfScale = ShiftedPowerOfTwo<V, T>((n - V.Of(1.0)) + V.Of(RoundingShift<T>()));
        V scaled = V.MultiplyAdd(halfScale, p, halfScale - V.Of(0.5));
        return WithSignOf<V, T>(V.Select(V.Equal(n, V.Of(0.0)), p, scaled + scaled), x);
    }
}
