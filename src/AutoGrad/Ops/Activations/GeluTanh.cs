using System.Numerics;
using System.Runtime.Intrinsics;

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
        /// Accuracy: 4 ulp to the right of 0; to the left 4 + 2 |v| ulp, since the exponential magnifies the rounding of v.
        /// Source: Hendrycks and Gimpel, arXiv 1606.08415, 2016.
        /// </remarks>
        public Tensor<T> GeluTanh() => Map(x, new GeluTanhKernel<T>(), static (x, _, _) => g => GeluTanhGradient(g, x));
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

/// <summary>v = Linear x + Cubic x^3.</summary>
internal static class GeluTanhArgument
{
    /// <summary>2 sqrt(2 / pi).</summary>
    public const double Linear = 1.5957691216057308;

    /// <summary>2 sqrt(2 / pi) 0.044715.</summary>
    public const double Cubic = 0.07135481627260025;

    /// <summary>Beyond this magnitude of x one of s and 1 - s has vanished, in double too, and the cube must not overflow.</summary>
    public const double Bound = 23.0;
}

internal readonly record struct GeluTanhKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x)
    {
        T bounded = Saturate.Within(x, GeluTanhArgument.Bound);
        T argument = bounded * (T.CreateTruncating(GeluTanhArgument.Linear) + (T.CreateTruncating(GeluTanhArgument.Cubic) * bounded * bounded));
        return Saturate.AtLeast(x, -GeluTanhArgument.Bound) * Special.Sigmoid(argument);
    }

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> linear = Vector512.Create(T.CreateTruncating(GeluTanhArgument.Linear));
        Vector512<T> cubic = Vector512.Create(T.CreateTruncating(GeluTanhArgument.Cubic));
        Vector512<T> bounded = Saturate.Within(x, GeluTanhArgument.Bound);
        return Saturate.AtLeast(x, -GeluTanhArgument.Bound) * Special.Sigmoid(bounded * (linear + (cubic * bounded * bounded)));
    }
}

internal readonly record struct GeluTanhGradientKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x)
    {
        T linear = T.CreateTruncating(GeluTanhArgument.Linear);
        T bounded = Saturate.Within(x, GeluTanhArgument.Bound);
        T cube = T.CreateTruncating(GeluTanhArgument.Cubic) * bounded * bounded;
        T e = Special.Exp(-T.Abs(bounded * (linear + cube)));
        T scale = T.One / (T.One + e);
        T gate = x < T.Zero ? e * scale : scale;
        T rest = x < T.Zero ? scale : e * scale;
        T slope = bounded * (linear + (T.CreateTruncating(3) * cube));
        return cotangent * (gate * (T.One + (slope * rest)));
    }

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x)
    {
        Vector512<T> linear = Vector512.Create(T.CreateTruncating(GeluTanhArgument.Linear));
        Vector512<T> bounded = Saturate.Within(x, GeluTanhArgument.Bound);
        Vector512<T> cube = Vector512.Create(T.CreateTruncating(GeluTanhArgument.Cubic)) * bounded * bounded;
        Vector512<T> e = Special.Exp(-Vector512.Abs(bounded * (linear + cube)));
        Vector512<T> scale = Vector512<T>.One / (Vector512<T>.One + e);
        Vector512<T> isNegative = Vector512.LessThan(x, Vector512<T>.Zero);
        Vector512<T> gate = Vector512.ConditionalSelect(isNegative, e * scale, scale);
        Vector512<T> rest = Vector512.ConditionalSelect(isNegative, scale, e * scale);
        Vector512<T> slope = bounded * (linear + (Vector512.Create(T.CreateTruncating(3)) * cube));
        return cotangent * (gate * (Vector512<T>.One + (slope * rest)));
    }
}
