using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Two independent normal numbers of two uniform ones: sqrt(-2 ln u)·(cos 2πv, sin 2πv).</summary>
/// <remarks>
/// Logarithm and sine are series in additions, multiplications, one division and one square root, each exactly rounded by IEEE 754:
/// the platform's own functions differ from machine to machine in the last bit. The arguments' narrow ranges make short series do.
/// Accuracy: a few units in the last place of a double, far below what any sample could show.
/// </remarks>
internal static class BoxMuller
{
    private const double Sqrt2 = 1.4142135623730951;
    private const double Ln2 = 0.6931471805599453;

    /// <param name="u">In (0, 1], a normal number.</param>
    /// <param name="v">In [0, 1).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (double X0, double X1) Transform(double u, double v)
    {
        double radius = Math.Sqrt(-2.0 * Log(u));
        var (sin, cos) = SinCosOfTurns(v);
        return (radius * cos, radius * sin);
    }

    /// <summary>ln u for u in (0, 1].</summary>
    /// <remarks>
    /// u = 2^e·m with m in (sqrt(1/2), sqrt 2]; ln m = 2 artanh f = 2f(1 + f²/3 + f⁴/5 + ...) for f = (m - 1) / (m + 1), |f| below 0.172:
    /// the first term left out, f²² / 23, is below 2^-60. Near u = 1, e is 0 and nothing cancels.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Log(double u)
    {
        long bits = BitConverter.DoubleToInt64Bits(u);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > Sqrt2)
        {
            m *= 0.5;
            exponent++;
        }

        double f = (m - 1.0) / (m + 1.0);
        double t = f * f;
        double series = 1.0 / 21;
        series = (series * t) + (1.0 / 19);
        series = (series * t) + (1.0 / 17);
        series = (series * t) + (1.0 / 15);
        series = (series * t) + (1.0 / 13);
        series = (series * t) + (1.0 / 11);
        series = (series * t) + (1.0 / 9);
        series = (series * t) + (1.0 / 7);
        series = (series * t) + (1.0 / 5);
        series = (series * t) + (1.0 / 3);
        double log = 2.0 * (f + (f * t * series));
        return (exponent * Ln2) + log;
    }

    /// <summary>sin 2πv and cos 2πv for v in [0, 1).</summary>
    /// <remarks>
    /// v is a whole number of quarter turns and a rest of at most an eighth, both exact; the rest's angle x is at most π/4, where
    /// x¹⁹/19! and x¹⁸/18! are below 2^-56.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (double Sin, double Cos) SinCosOfTurns(double v)
    {
        int quarters = (int)((4.0 * v) + 0.5);
        double x = (v - (0.25 * quarters)) * (2.0 * Math.PI);
        double t = x * x;
        double sin = 1.0 / 355687428096000.0;
        sin = (sin * t) - (1.0 / 1307674368000.0);
        sin = (sin * t) + (1.0 / 6227020800.0);
        sin = (sin * t) - (1.0 / 39916800.0);
        sin = (sin * t) + (1.0 / 362880.0);
        sin = (sin * t) - (1.0 / 5040.0);
        sin = (sin * t) + (1.0 / 120.0);
        sin = (sin * t) - (1.0 / 6.0);
        sin = x + (x * t * sin);
        double cos = 1.0 / 20922789888000.0;
        cos = (cos * t) - (1.0 / 87178291200.0);
        cos = (cos * t) + (1.0 / 479001600.0);
        cos = (cos * t) - (1.0 / 3628800.0);
        cos = (cos * t) + (1.0 / 40320.0);
        cos = (cos * t) - (1.0 / 720.0);
        cos = (cos * t) + (1.0 / 24.0);
        cos = (cos * t) - (1.0 / 2.0);
        cos = 1.0 + (t * cos);
        return (quarters & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}
