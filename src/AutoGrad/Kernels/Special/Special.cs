using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The special functions behind the element-wise ops: one formula each, for a single number and for a vector of them.</summary>
/// <remarks>
/// A function that has a vector form is written once over <see cref="ILanes{TSelf, T}"/>. The scalar form is lane 0 of the 128-bit
/// instantiation, the vector form the 512-bit one or two of 256 bits; so they agree bit for bit. They keep subnormal results,
/// signed zeros, infinities and NaN. Accuracies in the comments are maxima over sweeps of some 10^5 arguments,
/// in units in the last place (ulp) of the exact result: "float 0.9, double 0.8".
/// A function without a vector form is computed in double for both types, so that its float results are off by little more than half an ulp.
/// The entry points ask for full optimization: they are fast at the first call, whatever their caller is.
/// </remarks>
internal static partial class Special
{
    /// <summary>1.5 * 2^p with p stored mantissa bits: adding it to a number rounds that to an integer, which then sits in the low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double RoundingShift<T>() => typeof(T) == typeof(float) ? 12582912.0 : 6755399441055744.0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Abs<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => x & (V.Of(-0.0) ^ V.OfBits(-1));

    /// <summary>Gives y the sign of x, for functions that have it; restores the zero's sign that arithmetic loses. y must not have the other sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V WithSignOf<V, T>(V y, V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => y | (x & V.Of(-0.0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes128<T> Single<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector128.CreateScalar(x);

    /// <summary>Whether x is a pole of the gamma function: 0, -1, -2 and so on.</summary>
    private static bool IsPole(double x) => x <= 0.0 && x == Math.Floor(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ToDouble<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => double.CreateTruncating(x);
}
