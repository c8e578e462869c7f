using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Hyperbolic tangent, element by element.</summary>
        /// <remarks>
        /// Formula: y = tanh x.  Derivative: g / cosh^2 x, from x: 1 - y^2 has no accuracy where y is next to 1.  Shapes: any, same.  Keeps: x.
        /// Edges: +-1 with zero gradient at +-inf; zeros keep their sign.  Accuracy: 3 ulp (float), 4 ulp (double).
        /// Source: Muller, Elementary Functions, 3rd edition, 2016, 11.5.
        /// </remarks>
        public Tensor<T> Tanh() => Map(x, new TanhKernel<T>(), static (x, _, _) => g => TanhGradient(g, x));
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

internal readonly record struct TanhKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => Special.Tanh(x);

    public Vector512<T> Invoke(Vector512<T> x) => Special.Tanh(x);
}

internal readonly record struct TanhGradientKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x) => cotangent * Special.TanhGradient(x);

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x) => cotangent * Special.TanhGradient(x);
}

internal readonly record struct TanhSecondGradientKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x) => T.CreateTruncating(-2) * (cotangent * Special.Tanh(x) * Special.TanhGradient(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x) =>
        Vector512.Create(T.CreateTruncating(-2)) * (cotangent * Special.Tanh(x) * Special.TanhGradient(x));
}
