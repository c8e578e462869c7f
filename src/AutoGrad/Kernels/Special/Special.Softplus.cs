using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).</summary>
    /// <remarks>
    /// No overflow, and the left tail keeps its relative accuracy. Edges: -inf gives 0, +inf gives +inf. Accuracy: float 1.7, double 1.7.
    /// Source: Maechler, "Accurately Computing log(1 - exp(-|a|))" (2012).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Softplus<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Softplus<Lanes128<T>, T>(Single(x))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> Softplus<T>(in Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Softplus<Lanes512<T>, T>(x)
            : Vector512.Create(SoftplusHalf(x.GetLower()), SoftplusHalf(x.GetUpper()));

    /// <summary>A method of its own: both halves in one method would exceed the JIT's budget for inlining.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Vector256<T> SoftplusHalf<T>(Vector256<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Softplus<Lanes256<T>, T>(x);

    /// <summary>ln(e^x + e^y) = max(x, y) + ln(1 + e^-|x - y|).</summary>
    /// <remarks>Edges: two equal arguments, infinite ones too, give x + ln 2. Accuracy: float 1.0, double 1.0 where the result does not cancel. Source: as for Softplus.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T LogAddExp<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => LogAddExp<Lanes128<T>, T>(Single(x), Single(y))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> LogAddExp<T>(in Vector512<T> x, in Vector512<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? LogAddExp<Lanes512<T>, T>(x, y)
            : Vector512.Create(LogAddExpHalf(x.GetLower(), y.GetLower()), LogAddExpHalf(x.GetUpper(), y.GetUpper()));

    /// <summary>A method of its own, as above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Vector256<T> LogAddExpHalf<T>(Vector256<T> x, Vector256<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => LogAddExp<Lanes256<T>, T>(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Softplus<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V tail = FiniteLog1p<V, T>(Exp<V, T>(x | V.Of(-0.0)));
        return V.Select(V.Less(V.Of(0.0), x), x, V.Of(0.0)) + tail;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogAddExp<V, T>(V x, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V tail = FiniteLog1p<V, T>(Exp<V, T>((x - y) | V.Of(-0.0)));
        V larger = V.Select(V.Less(x, y), y, x);
        return V.Select(V.Equal(x, y), x + V.Of(0.6931471805599453), larger + tail);
    }
}
