using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Gaussian error linear unit by the tanh approximation, element by element.</summary>
        /// <remarks>
        /// Formula: y = x (1 + tanh(v / 2)) / 2 = x s(v) with v = 2 sqrt(2 / pi) (x + 0.044715 x^3) and the logistic function s.
        /// Derivative: g s (1 + x v' (1 - s)) with 1 - s = s(-v), not by subtraction.  Shapes: any, same.  Keeps: x.
        /// Edges: 0 with zero gradient at -inf, inf with gradient g at inf.
        /// Accuracy: 2 ulp, v being a sum of two numbers, since the exponential magnifies its rounding.
        /// Source: Hendrycks and Gimpel, arXiv 1606.08415, 2016.
        /// </remarks>
        public Tensor<T> GeluTanh() => Map(x, new GeluTanhKernel<T>(), static (g, x) => GeluTanhGradient(g, x));
    }

    /// <summary>The derivative of GeluTanh applied to a cotangent, in one pass.</summary>
    /// <remarks>Derivative: GeluTanhGradient(h, x) for g; for x, h g s'(v) (2 v' + x v'' - x v'^2 tanh(v / 2)), 0 where s' has vanished.</remarks>
    internal static Tensor<T> GeluTanhGradient<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            cotangent,
            x,
            new GeluTanhGradientKernel<T>(),
            static (_, x, _, _) => h => GeluTanhGradient(h, x),
            static (cotangent, x, _, _) => h => GeluTanhCurvature(h * cotangent, x));

    /// <summary>g times the second derivative of GeluTanh, in recorded ops.</summary>
    private static Tensor<T> GeluTanhCurvature<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var square = x.Square();
        var argument = x * (GeluTanhArgument.Linear + (GeluTanhArgument.Cubic * square));
        var slope = GeluTanhArgument.Linear + (3 * GeluTanhArgument.Cubic * square);
        var bracket = (2 * slope) + (6 * GeluTanhArgument.Cubic * square) - (x * slope.Square() * (0.5 * argument).Tanh());
        return Absorb(SigmoidGradient(cotangent, argument), bracket);
    }
}

internal readonly record struct GeluTanhKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.GeluTanh<V, T>(x);
}

internal readonly record struct GeluTanhGradientKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V cotangent, V x)
        where V : struct, ILanes<V, T> => cotangent * Special.GeluTanhGradient<V, T>(x);
}
