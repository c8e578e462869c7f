using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Bounds an argument where the factor beside it has already vanished, so that infinity times zero is zero. NaN passes.</summary>
internal static class Saturate
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V AtLeast<V, T>(V x, double limit)
        where V : struct, ILanes<V, T>
        where T : unmanaged => V.Larger(V.Of(limit), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V AtMost<V, T>(V x, double limit)
        where V : struct, ILanes<V, T>
        where T : unmanaged => V.Smaller(V.Of(limit), x);

    /// <summary>Between -limit and limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Within<V, T>(V x, double limit)
        where V : struct, ILanes<V, T>
        where T : unmanaged => AtMost<V, T>(AtLeast<V, T>(x, -limit), limit);
}
