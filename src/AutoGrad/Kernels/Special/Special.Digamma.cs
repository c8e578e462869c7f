using System.Numerics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Digamma function, the derivative of ln gamma(x).</summary>
    /// <remarks>
    /// Formula: between 1 and 2 the distance to the zero 1.4616... (as a sum of two numbers) times a minimax polynomial; elsewhere below 10
    /// by psi(x + 1) = psi(x) + 1 / x; from 10 on the asymptotic series; for negative x psi(1 - x) - pi cot(pi x).
    /// Edges: +0 gives -inf, -0 gives +inf, negative integers NaN; +inf gives +inf, -inf NaN. Accuracy: float 0.51, double 2.6; absolute next to the zeros at negative x.
    /// Source: Abramowitz and Stegun 6.3.5, 6.3.7, 6.3.18; the split at the zero is Cody, Strecok and Thacher's, Math. Comp. 27 (1973).
    /// </remarks>
    internal static T Digamma<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(Digamma(ToDouble(x)));

    private static double Digamma(double x)
    {
        if (x > 0.0)
        {
            return PositiveDigamma(x);
        }

        if (x == 0.0)
        {
            return Math.CopySign(double.PositiveInfinity, -x);
        }

        return double.IsInfinity(x) || IsPole(x)
            ? double.NaN
            : PositiveDigamma(1.0 - x) - (Math.PI * SinPi(x, 1) / SinPi(x, 0));
    }

    private static double PositiveDigamma(double x)
    {
        double sum = 0.0;
        if (x >= 10.0)
        {
            double reciprocal = 1.0 / x;
            double square = reciprocal * reciprocal;
            return Log(x) - ((0.5 * reciprocal) + (square * Horner(DigammaSeries, square)));
        }

        if (x < 1.0)
        {
            sum = -1.0 / x;
            x += 1.0;
        }

        while (x > 2.0)
        {
            x -= 1.0;
            sum += 1.0 / x;
        }

        double distance = (x - 1.4616321449683622) - 9.549995429965697e-17;
        return (distance * Horner(DigammaAroundZero, x - 1.5)) + sum;
    }

    /// <summary>B(2k) / (2k), k = 1 to 8.</summary>
    private static ReadOnlySpan<double> DigammaSeries =>
    [
        1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32760.0, 1.0 / 12.0, -3617.0 / 8160.0,
    ];

    /// <summary>psi(x) / (x - zero) in powers of x - 1.5 for x from 1 to 2, fitted to 2^-52.</summary>
    private static ReadOnlySpan<double> DigammaAroundZero =>
    [
        0.9510558760318328, -0.42362742128145725, 0.24054248424077768, -0.1484049230548733,
        0.09498872445448028, -0.06192213318964711, 0.040760833836123715, -0.02697580006398284,
        0.01790725182117171, -0.01190814590959553, 0.007926953902981237, -0.0052809092410841755,
        0.0035189220747291806, -0.002337514530037124, 0.0015571070371488717, -0.0010778261845402284,
        0.0007217081957910203, -0.00035448323596505056, 0.00023028365435087502, -0.00037862736584514,
        0.00025724158085894407,
    ];
}
