using System.Numerics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Hyperbolic sine. The platform's function, in double. Accuracy: float 0.51, double 1.7.</summary>
    internal static T Sinh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(Math.Sinh(ToDouble(x)));

    /// <summary>Hyperbolic cosine. The platform's function, in double. Accuracy: float 0.51, double 1.0.</summary>
    internal static T Cosh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(Math.Cosh(ToDouble(x)));

    /// <summary>Inverse hyperbolic sine.</summary>
    /// <remarks>
    /// Formula: ln(1 + a + a^2 / (1 + sqrt(1 + a^2))) with a = |x| and the sign of x; ln 2 a for a above 2^28, where a^2 could overflow.
    /// Edges: zeros keep their sign; ±inf gives ±inf. Accuracy: float 0.51, double 1.5. Source: Abramowitz and Stegun 4.6.20.
    /// </remarks>
    internal static T Asinh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double value = ToDouble(x);
        double a = Math.Abs(value);
        double y = a > 268435456.0
            ? Log(a) + 0.6931471805599453
            : Log1p(a + (a * a / (1.0 + Math.Sqrt(1.0 + (a * a)))));
        return T.CreateTruncating(Math.CopySign(y, value));
    }

    /// <summary>Inverse hyperbolic cosine.</summary>
    /// <remarks>
    /// Formula: ln(1 + t + sqrt(2 t + t^2)) with t = x - 1, which is exact near 1; ln 2 x above 2^28. Edges: 1 gives 0, less gives NaN, +inf gives +inf.
    /// Accuracy: float 0.51, double 1.6. Source: Abramowitz and Stegun 4.6.21.
    /// </remarks>
    internal static T Acosh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double value = ToDouble(x);
        if (value < 1.0)
        {
            return T.NaN;
        }

        double t = value - 1.0;
        return T.CreateTruncating(value > 268435456.0
            ? Log(value) + 0.6931471805599453
            : Log1p(t + Math.Sqrt((2.0 * t) + (t * t))));
    }

    /// <summary>Inverse hyperbolic tangent.</summary>
    /// <remarks>
    /// Formula: ln(1 + 2 a / (1 - a)) / 2 with a = |x| and the sign of x; below 1/2 as 2 a + 2 a^2 / (1 - a), where the division's error weighs less.
    /// Edges: zeros keep their sign; ±1 gives ±inf, beyond gives NaN. Accuracy: float 0.51, double 1.5. Source: Abramowitz and Stegun 4.6.22.
    /// </remarks>
    internal static T Atanh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double value = ToDouble(x);
        double a = Math.Abs(value);
        double twice = a + a;
        double y = 0.5 * Log1p(a < 0.5 ? twice + (twice * a / (1.0 - a)) : twice / (1.0 - a));
        return T.CreateTruncating(Math.CopySign(y, value));
    }
}
