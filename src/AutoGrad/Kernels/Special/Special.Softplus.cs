using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).</summary>
    /// <remarks>
    /// No overflow, and the left tail keeps its relative accuracy. Edges: -inf gives 0, +inf gives +inf.
    /// Source: Maechler, "Accurately Computing log(1 - exp(-|a|))" (2012).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Softplus<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V tail = Log1pOfUnit<V, T>(ScaledExp<V, T>(Saturate.AtLeast<V, T>(x | V.Of(-0.0), ExpUnderflow<T>())));
        return V.Select(V.Less(V.Of(0.0), x), x, V.Of(0.0)) + tail;
    }

    /// <summary>ln(e^x + e^y) = max(x, y) + ln(1 + e^-|x - y|).</summary>
    /// <remarks>Edges: two equal arguments, infinite ones too, give x + ln 2. Source: as for Softplus.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V LogAddExp<V, T>(V x, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V tail = Log1pOfUnit<V, T>(ScaledExp<V, T>(Saturate.AtLeast<V, T>((x - y) | V.Of(-0.0), ExpUnderflow<T>())));
        V larger = V.Select(V.Less(x, y), y, x);
        return V.Select(V.Equal(x, y), x + V.Of(0.6931471805599453), larger + tail);
    }
}
