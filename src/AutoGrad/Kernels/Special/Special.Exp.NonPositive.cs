using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>e^x where x is a difference from a maximum: at most 0, or above it by rounding only. Half the work of Exp.</summary>
    /// <remarks>
    /// Formula: x = n ln 2 + r as in Exp, e^x = 2^n (1 + (r + r^2 P(r))), without making good the rounding of r and of the sum. 2^n is one factor,
    /// kept normal by a second one that is constant. Edges: e^0 = 1 exactly; underflow gives subnormals, then 0; NaN gives NaN; right up to x = 60, beyond it meaningless.
    /// There is a vector form only. It is inlined: for loops of their own with one copy of it.
    /// Accuracy: float 1.1, double 1.1. Source: as for Exp.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> ExpOfNonPositive<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? ExpOfNonPositive<Lanes512<T>, T>(x)
            : Vector512.Create<T>(ExpOfNonPositive<Lanes256<T>, T>(x.GetLower()), ExpOfNonPositive<Lanes256<T>, T>(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpOfNonPositive<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // Below the limit the result is 0 anyway; above it 2^(n + spare) is a normal number.
        x = Saturate.AtLeast<V, T>(x, typeof(T) == typeof(float) ? -104.0 : -746.0);
        V shifted = V.MultiplyAdd(x, V.Of(1.4426950408889634), V.Of(RoundingShift<T>()));
        V n = shifted - V.Of(RoundingShift<T>());
        V r = V.MultiplyAdd(n, V.Of(typeof(T) == typeof(float) ? -0.693145751953125 : -0.6931471805598903), x);
        r = V.MultiplyAdd(n, V.Of(typeof(T) == typeof(float) ? -1.4286068203094173e-06 : -5.497923018708371e-14), r);
        V y = ReducedExpm1<V, T>(r) + V.Of(1.0);
        if (V.CanScale)
        {
            return V.Scale(y, n);
        }

        V power = V.AddBits(ToExponent<V, T>(shifted), V.Of(typeof(T) == typeof(float) ? 16777216.0 : 18014398509481984.0));
        return y * power * V.Of(typeof(T) == typeof(float) ? 5.9604644775390625e-08 : 5.5511151231257827e-17);
    }
}
