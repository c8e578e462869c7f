using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <content>Arithmetic whose results are unrounded sums of two numbers: the rounded one, and a rest of at most an ulp of it or so.</content>
/// <remarks>Source: Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18 (1971).</remarks>
internal static partial class Special
{
    /// <summary>x y + z rounded twice, and what both roundings lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExactStep<V, T>(V x, V y, V z, out V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V product = x * y;
        V sum = product + z;
        V part = sum - product;
        rest = V.MultiplyAdd(x, y, -product) + ((product - (sum - part)) + (z - part));
        return sum;
    }

    /// <summary>x y for one factor with a rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Product<V, T>(V x, V y, V yRest, out V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V product = x * y;
        rest = V.MultiplyAdd(x, y, -product) + (x * yRest);
        return product;
    }

    /// <summary>x / y for a dividend and a divisor with a rest each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Quotient<V, T>(V x, V xRest, V y, V yRest, out V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V quotient = x / y;
        rest = (V.MultiplyAdd(-quotient, y, x) + V.MultiplyAdd(-quotient, yRest, xRest)) / y;
        return quotient;
    }
}
