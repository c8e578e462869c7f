using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>The function behind Elu, Celu and Selu: a line to the right of 0, an exponential to the left.</summary>
    /// <remarks>Formula: y = p x where x > 0, else q s (e^(x/s) - 1).  Derivative: ExponentialLinearGradient.</remarks>
    private static Tensor<T> ExponentialLinear<T>(Tensor<T> x, T right, T left, T scale, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(
            x,
            new ExponentialLinearKernel<T>(right, left, scale),
            static (x, _, kernel) => g => ExponentialLinearGradient(g, x, kernel.Right, kernel.Left, kernel.Scale),
            op);

    /// <summary>The derivative of ExponentialLinear applied to a cotangent, in one pass: p g where x > 0, else q g e^(x/s), NaN where x is NaN.</summary>
    /// <remarks>Derivative: the same for g; for x again the same, of h g, with 0 for p and q / s for q: so the family has every order.</remarks>
    internal static Tensor<T> ExponentialLinearGradient<T>(Tensor<T> cotangent, Tensor<T> x, T right, T left, T scale)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            cotangent,
            x,
            new ExponentialLinearGradientKernel<T>(right, left, scale),
            static (_, x, _, kernel) => h => ExponentialLinearGradient(h, x, kernel.Right, kernel.Left, kernel.Scale),
            static (cotangent, x, _, kernel) => h => ExponentialLinearGradient(h * cotangent, x, T.Zero, kernel.Left / kernel.Scale, kernel.Scale));
}

internal readonly record struct ExponentialLinearKernel<T>(T Right, T Left, T Scale) : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T>
    {
        V curve = V.Repeat(Left * Scale) * Special.Expm1<V, T>(x / V.Repeat(Scale));
        return V.Select(V.Less(V.Of(0.0), x), V.Repeat(Right) * x, curve);
    }
}

internal readonly record struct ExponentialLinearGradientKernel<T>(T Right, T Left, T Scale) : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V cotangent, V x)
        where V : struct, ILanes<V, T>
    {
        V curve = V.Repeat(Left) * Special.Exp<V, T>(x / V.Repeat(Scale));
        return cotangent * V.Select(V.Less(V.Of(0.0), x), V.Repeat(Right), curve);
    }
}
