using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Inverse hyperbolic sine, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln(x + sqrt(1 + x^2)).  Derivative: g / sqrt(1 + x^2), without overflow.  Shapes: any, same.  Keeps: x.
        /// Edges: +-inf with zero gradient at +-inf; zeros keep their sign.  Accuracy: 2 ulp.  Source: Abramowitz and Stegun 4.6.20.
        /// </remarks>
        public Tensor<T> Asinh() => Map(x, new AsinhKernel<T>(), static (g, x) => g * ReciprocalHypotOne(x));
    }

    /// <summary>The slope of Asinh: r = 1 / sqrt(1 + x^2). The square never overflows, so the slope of large arguments is not lost.</summary>
    /// <remarks>Derivative: -g x r^3, where x r is at most 1 in magnitude.</remarks>
    internal static Tensor<T> ReciprocalHypotOne<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(x, new ReciprocalHypotOneKernel<T>(), static (x, r, _) => g => g * -(x * r * r.Square()));
}

internal readonly record struct AsinhKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Asinh<V, T>(x);
}

/// <summary>1 / sqrt(1 + x^2) with the larger of 1 and |x| taken out of the root.</summary>
internal readonly record struct ReciprocalHypotOneKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T>
    {
        V one = V.Of(1.0);
        V magnitude = Special.Abs<V, T>(x);
        V longer = V.Larger(one, magnitude);
        V ratio = V.Smaller(one, magnitude) / longer;
        return one / (longer * V.Sqrt(V.MultiplyAdd(ratio, ratio, one)));
    }
}
