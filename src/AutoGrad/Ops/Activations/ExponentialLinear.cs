using System.Numerics;
using System.Runtime.Intrinsics;

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

internal readonly record struct ExponentialLinearKernel<T>(T Right, T Left, T Scale) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x > T.Zero ? Right * x : Left * Scale * Special.Expm1(x / Scale);

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> curve = Vector512.Create(Left * Scale) * Special.Expm1(x / Vector512.Create(Scale));
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), Vector512.Create(Right) * x, curve);
    }
}

internal readonly record struct ExponentialLinearGradientKernel<T>(T Right, T Left, T Scale) : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x) => cotangent * (x > T.Zero ? Right : Left * Special.Exp(x / Scale));

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x)
    {
        Vector512<T> curve = Vector512.Create(Left) * Special.CalledExp(x / Vector512.Create(Scale));
        return cotangent * Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), Vector512.Create(Right), curve);
    }
}
