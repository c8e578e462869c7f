using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Logarithm to the base 2.</summary>
    /// <remarks>
    /// Formula: with x = 2^k (1 + f) as in Log, k + f / ln 2 + (ln(1 + f) - f) / ln 2, the first quotient by a reciprocal in two parts.
    /// Edges: exact at powers of 2; ±0 gives -inf, negative numbers NaN, +inf gives +inf. Source: as for Log.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log2<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V y = Log2OfNormal<V, T>(x, V.Of(0.0));
        V isNormal = IsPositiveNormal<V, T>(x);
        return V.All(isNormal) ? y : V.Select(isNormal, y, Log2Outside<V, T>(x));
    }

    /// <summary>Logarithm to the base 10.</summary>
    /// <remarks>Formula: k lg 2 + lg(1 + f) as in Log2, lg 2 in two parts. Edges: as for Log2. Source: as for Log.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log10<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V y = Log10OfNormal<V, T>(x, V.Of(0.0));
        V isNormal = IsPositiveNormal<V, T>(x);
        return V.All(isNormal) ? y : V.Select(isNormal, y, Log10Outside<V, T>(x));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Log2Outside<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => LogEdges<V, T>(x, Log2OfNormal<V, T>(x * V.Of(18014398509481984.0), V.Of(-54.0))); // 2^54: x is subnormal

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Log10Outside<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => LogEdges<V, T>(x, Log10OfNormal<V, T>(x * V.Of(18014398509481984.0), V.Of(-54.0)));

    /// <summary>log2 x + shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log2OfNormal<V, T>(V x, V shift)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        SplitExponent<V, T>(x, out V k, out V m);
        V f = m - V.Of(1.0);
        V inverse = V.Of(1.4426950408889634);
        V rest = V.Of(typeof(T) == typeof(float) ? 1.925963033500011e-08 : 2.0355273740931033e-17);
        V correction = LogCorrection<V, T>(f, V.Of(0.0));
        return (k + shift) + V.MultiplyAdd(f, inverse, V.MultiplyAdd(f, rest, correction * inverse));
    }

    /// <summary>lg(2^shift x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log10OfNormal<V, T>(V x, V shift)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        SplitExponent<V, T>(x, out V k, out V m);
        k += shift;
        V f = m - V.Of(1.0);
        V inverse = V.Of(0.4342944819032518);
        V rest = V.Of(typeof(T) == typeof(float) ? -1.0103050052231683e-08 : 1.098319650216765e-17);
        V correction = V.MultiplyAdd(LogCorrection<V, T>(f, V.Of(0.0)), inverse, k * V.Of(typeof(T) == typeof(float) ? 4.605038981195214e-06 : 3.694239077158931e-13));

        // The high part of lg 2 ends in zeros: k times it is exact.
        V high = V.Of(typeof(T) == typeof(float) ? 0.301025390625 : 0.30102999566361177);
        return V.MultiplyAdd(k, high, V.MultiplyAdd(f, inverse, V.MultiplyAdd(f, rest, correction)));
    }
}
