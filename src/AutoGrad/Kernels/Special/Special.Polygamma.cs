using System.Numerics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Trigamma function, the derivative of digamma. See Polygamma. Accuracy: float 0.51, double 2.3, 3.8 for negative x.</summary>
    internal static T Trigamma<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Polygamma(1, x);

    /// <summary>The n-th derivative of digamma, for n from 0 to 170 (n! overflows above).</summary>
    /// <remarks>
    /// Formula: (-1)^(n+1) n! zeta(n + 1, x). The Hurwitz zeta function is its first terms, up to where x + k reaches n + 12, and the Euler-Maclaurin
    /// remainder. For negative x by reflection: (-1)^n psi_n(1 - x) - pi d^n/dx^n cot(pi x).
    /// Edges: at the poles 0, -1, -2 ... odd n gives +inf, even n NaN, except ∓inf at ±0; +inf gives 0, -inf NaN.
    /// Accuracy: float 0.51, double 2.3, 3.8 for negative x for n = 1, double 5.0, 12 for negative x, for n = 5; absolute next to the zeros at negative x.
    /// Source: Abramowitz and Stegun 6.4.7, 6.4.10, 23.1.30.
    /// </remarks>
    internal static T Polygamma<T>(int n, T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(n == 0 ? Digamma(ToDouble(x)) : Polygamma(n, ToDouble(x)));

    private static double Polygamma(int n, double x)
    {
        if (IsPole(x) && !double.IsInfinity(x))
        {
            return int.IsOddInteger(n) ? double.PositiveInfinity
                : x == 0.0 ? Math.CopySign(double.PositiveInfinity, -x)
                : double.NaN;
        }

        double factorial = 1.0;
        for (int k = 2; k <= n; k++)
        {
            factorial *= k;
        }

        double sign = int.IsOddInteger(n) ? 1.0 : -1.0;
        if (x > 0.0)
        {
            return sign * factorial * HurwitzZeta(n + 1, x);
        }

        // The factor (-1)^n psi_n(1 - x) is -n! zeta(n + 1, 1 - x) whatever the parity of n. NaN and -inf give NaN here.
        return (-factorial * HurwitzZeta(n + 1, 1.0 - x)) - (Math.PI * CotangentDerivative(n, x));
    }

    /// <summary>The sum of (x + k)^-s over k = 0, 1, 2 ..., for integer s of at least 2 and positive x.</summary>
    private static double HurwitzZeta(int s, double x)
    {
        if (double.IsPositiveInfinity(x))
        {
            return 0.0;
        }

        double start = s + 11.0;
        int count = x < start ? (int)Math.Ceiling(start - x) : 0;
        double a = x + count;
        double power = Math.Pow(a, -s);
        double term = power * s / a;
        double sum = 0.0;
        double factor = 1.0 / (a * a);
        for (int k = 0; k < EulerMaclaurin.Length; k++)
        {
            sum += EulerMaclaurin[k] * term;
            term *= (s + (2.0 * k) + 1.0) * (s + (2.0 * k) + 2.0) * factor;
        }

        sum += 0.5 * power;
        sum += Math.Pow(a, 1 - s) / (s - 1);
        for (int k = count - 1; k >= 0; k--)
        {
            sum += Math.Pow(x + k, -s); // the small terms first
        }

        return sum;
    }

    /// <summary>The n-th derivative of cot(pi x): pi^n P_n(cot pi x) with P_0(c) = c and P_(n+1) = -(1 + c^2) P_n'.</summary>
    /// <remarks>All coefficients of one P_n have the same sign and its powers the same parity, so nothing cancels.</remarks>
    private static double CotangentDerivative(int n, double x)
    {
        if (double.IsInfinity(x))
        {
            return double.NaN;
        }

        Span<double> p = stackalloc double[n + 2];
        Span<double> next = stackalloc double[n + 2];
        p.Clear();
        p[1] = 1.0;
        double scale = 1.0;
        for (int order = 0; order < n; order++)
        {
            next.Clear();
            for (int j = 1; j <= order + 1; j++)
            {
                next[j - 1] -= j * p[j];
                next[j + 1] -= j * p[j];
            }

            next.CopyTo(p);
            scale *= Math.PI;
        }

        double c = SinPi(x, 1) / SinPi(x, 0);
        return scale * Horner(p, c);
    }

    /// <summary>B(2k) / (2k)!, k = 1 to 10.</summary>
    private static ReadOnlySpan<double> EulerMaclaurin =>
    [
        1.0 / 12.0, -1.0 / 720.0, 1.0 / 30240.0, -1.0 / 1209600.0, 1.0 / 47900160.0,
        -691.0 / 1307674368000.0, 1.0 / 74724249600.0, -3617.0 / 10670622842880000.0,
        43867.0 / 5109094217170944000.0, -174611.0 / 802857662698291200000.0,
    ];
}
