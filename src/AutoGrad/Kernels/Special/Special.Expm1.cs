using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>e^x - 1, accurate near 0.</summary>
    /// <remarks>
    /// Formula: with x = n ln 2 + r and p = e^r - 1: p if n = 0, otherwise 2 (2^(n-1) p + 2^(n-1) - 1/2), which overflows only where the result does.
    /// Edges: zeros keep their sign, subnormals are returned as they are; -inf gives -1.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.5; reduction as in Exp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Expm1<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V clamped = Saturate.AtMost<V, T>(x, typeof(T) == typeof(float) ? 89.0 : 710.0);
        clamped = Saturate.AtLeast<V, T>(clamped, typeof(T) == typeof(float) ? -20.0 : -40.0);
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(clamped, ExponentBias<T>() - 1, out V shifted));
        V halfScale = ToExponent<V, T>(shifted);
        V scaled = V.MultiplyAdd(halfScale, p, halfScale - V.Of(0.5));
        return WithSignOf<V, T>(V.Select(V.Equal(halfScale, V.Of(0.5)), p, scaled + scaled), x);
    }
}
