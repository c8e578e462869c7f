using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Logistic function 1 / (1 + e^-x).</summary>
    /// <remarks>
    /// Formula: with e = e^-|x|: 1 / (1 + e) for x not negative, e / (1 + e) otherwise; nothing overflows and the left tail keeps its relative accuracy.
    /// Edges: -inf gives 0, +inf gives 1. Accuracy: @Sigmoid@.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T Sigmoid<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Sigmoid<Lanes128<T>, T>(Single(x))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector512<T> Sigmoid<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Sigmoid<Lanes512<T>, T>(x)
            : Vector512.Create<T>(Sigmoid<Lanes256<T>, T>(x.GetLower()), Sigmoid<Lanes256<T>, T>(x.GetUpper()));

    /// <summary>s'(x) = e / (1 + e)^2 with e = e^-|x|, the slope of the logistic function.</summary>
    /// <remarks>
    /// The denominator is formed as 1 + e (2 + e) with one FMA. From the result y it would be y (1 - y), which has no accuracy where y is next to 1.
    /// Edges: ±inf gives 0. Accuracy: @SigmoidGradient@.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T SigmoidGradient<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => SigmoidGradient<Lanes128<T>, T>(Single(x))[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector512<T> SigmoidGradient<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? SigmoidGradient<Lanes512<T>, T>(x)
            : Vector512.Create<T>(SigmoidGradient<Lanes256<T>, T>(x.GetLower()), SigmoidGradient<Lanes256<T>, T>(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sigmoid<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V e = Exp<V, T>(x | V.Of(-0.0));
        return V.Select(V.Less(x, V.Of(0.0)), e, V.Of(1.0)) / (V.Of(1.0) + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SigmoidGradient<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V e = Exp<V, T>(x | V.Of(-0.0));
        return e / V.MultiplyAdd(e, V.Of(2.0) + e, V.Of(1.0));
    }
}
