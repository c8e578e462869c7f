using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Hyperbolic tangent, element by element.</summary>
        /// <remarks>
        /// Formula: y = tanh x.  Derivative: g / cosh^2 x, from x: 1 - y^2 has no accuracy where y is next to 1.  Shapes: any, same.  Keeps: x.
        /// Edges: +-1 with zero gradient at +-inf; zeros keep their sign.  Accuracy: 2 ulp (float), 4 ulp (double).
        /// Source: Muller, Elementary Functions, 3rd edition, 2016, 11.5.
        /// </remarks>
        public Tensor<T> Tanh() => Map(x, new TanhKernel<T>(), static (g, x) => TanhGradient(g, x));
    }

    /// <summary>The derivative of Tanh applied to a cotangent, in one pass: g 4 e / (1 + e)^2 with e = e^(-2|x|).</summary>
    /// <remarks>Derivative: TanhGradient(h, x) for g; TanhSecondGradient(h g, x) for x.</remarks>
    internal static Tensor<T> TanhGradient<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            cotangent,
            x,
            new TanhGradientKernel<T>(),
            static (_, x, _, _) => h => TanhGradient(h, x),
            static (cotangent, x, _, _) => h => TanhSecondGradient(h * cotangent, x));

    /// <summary>The second derivative of Tanh applied to a cotangent, in one pass: -2 g tanh x / cosh^2 x.</summary>
    /// <remarks>Derivative: TanhSecondGradient(h, x) for g; h g (4 - 6 s) s with s = 1 / cosh^2 x for x.</remarks>
    private static Tensor<T> TanhSecondGradient<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            cotangent,
            x,
            new TanhSecondGradientKernel<T>(),
            static (_, x, _, _) => h => TanhSecondGradient(h, x),
            static (cotangent, x, _, _) => h => TanhGradient(h * cotangent, x) * (4 - (6 * TanhGradient(Tensor.Ones<T>(x.Shape), x))));
}

internal readonly record struct TanhKernel<T> : ISlopeKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Tanh<V, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, out V slope)
        where V : struct, ILanes<V, T> => Special.Tanh<V, T>(x, out slope);
}

internal readonly record struct TanhGradientKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V cotangent, V x)
        where V : struct, ILanes<V, T> => cotangent * Special.TanhGradient<V, T>(x);
}

internal readonly record struct TanhSecondGradientKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V cotangent, V x)
        where V : struct, ILanes<V, T> => V.Of(-2.0) * (cotangent * Special.TanhTimesGradient<V, T>(x));
}
