using System.Numerics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Logarithm of |gamma(x)|.</summary>
    /// <remarks>
    /// Formula: around the zeros 1 and 2, x - 1 and x - 2 times minimax polynomials; up to 10 by gamma(x) = (x - 1) gamma(x - 1); from 10 on Stirling's series;
    /// for negative x by reflection, gamma(x) gamma(-x) = -pi / (x sin pi x). Edges: the poles 0, -1, -2 ... and ±inf give +inf.
    /// Accuracy: float 0.51, double 2.2; for negative x the error is absolute next to the zeros there.
    /// Source: Abramowitz and Stegun 6.1.15, 6.1.17, 6.1.41. Stirling's series takes the place of Lanczos's (1964): at 10 and above it needs fewer operations.
    /// </remarks>
    internal static T Lgamma<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double value = ToDouble(x);
        return T.CreateTruncating(value > 0.0 ? 0.0 + PositiveLgamma(value) // 0.0 + turns the -0 at 1 into 0
            : double.IsInfinity(value) || IsPole(value) ? double.PositiveInfinity
            : ReflectedLgamma(value)); // NaN comes here too, and stays
    }

    private static double ReflectedLgamma(double x)
    {
        double a = -x;
        return a < 1e-20
            ? -Log(a)
            : Log(Math.PI / Math.Abs(SinPi(x, 0))) - Log(a) - PositiveLgamma(a);
    }

    private static double PositiveLgamma(double x)
    {
        if (x < 0.75)
        {
            // ln gamma(x) = ln gamma(1 + x) - ln x; 1 + x is not rounded, since the polynomials take the distance to 1 or 2.
            return (x < 0.25 ? x * Horner(LgammaAroundOne, x) : (x - 1.0) * Horner(LgammaAroundTwo, x - 1.0)) - Log(x);
        }

        if (x < 1.25)
        {
            return (x - 1.0) * Horner(LgammaAroundOne, x - 1.0);
        }

        if (x < 10.0)
        {
            double product = 1.0;
            while (x > 2.75)
            {
                x -= 1.0;
                product *= x;
            }

            return ((x - 2.0) * Horner(LgammaAroundTwo, x - 2.0)) + Log(product);
        }

        double reciprocal = 1.0 / x;
        double series = reciprocal * Horner(Stirling, reciprocal * reciprocal);
        return ((x - 0.5) * (Log(x) - 1.0)) + (0.4189385332046727 + series); // (ln(2 pi) - 1) / 2
    }

    private static double Horner(ReadOnlySpan<double> coefficients, double x)
    {
        double y = coefficients[^1];
        for (int i = coefficients.Length - 2; i >= 0; i--)
        {
            y = Math.FusedMultiplyAdd(y, x, coefficients[i]);
        }

        return y;
    }

    /// <summary>B(2k) / (2k (2k - 1)), k = 1 to 8.</summary>
    private static ReadOnlySpan<double> Stirling =>
    [
        1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360360.0, 1.0 / 156.0, -3617.0 / 122400.0,
    ];

    /// <summary>ln gamma(1 + z) / z for |z| up to 1/4, fitted to 2^-56.</summary>
    private static ReadOnlySpan<double> LgammaAroundOne =>
    [
        -0.5772156649015329, 0.8224670334241133, -0.4006856343865312, 0.2705808084277177,
        -0.2073855510287313, 0.16955717701617834, -0.14404989676691118, 0.12550966713242842,
        -0.11133426521678497, 0.10009962232638343, -0.09095409917967197, 0.08334719167549846,
        -0.07692821281109717, 0.07159420248659819, -0.06679028415590799, 0.0602009105774355,
        -0.056905420422150056, 0.07303203792155488, -0.06831481661642762,
    ];

    /// <summary>ln gamma(2 + z) / z for |z| up to 3/4, fitted to 2^-54.</summary>
    private static ReadOnlySpan<double> LgammaAroundTwo =>
    [
        0.42278433509846713, 0.32246703342411326, -0.0673523010531991, 0.020580808427777587,
        -0.007385551028600178, 0.00289051033107255, -0.0011927539138235467, 0.0005096695175319889,
        -0.00022315472700358443, 9.94575994485384e-05, -4.492651122808934e-05, 2.050658086171679e-05,
        -9.437977347353952e-06, 4.3778024894648405e-06, -2.0446450332334593e-06, 9.462918009416578e-07,
        -4.3640404866371547e-07, 2.2919783404791757e-07, -1.2006207864233078e-07, 2.7471581258984623e-08,
        -4.443486058334618e-09, 2.3532178303426388e-08, -1.4049925244741011e-08,
    ];
}
