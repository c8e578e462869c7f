using System.Numerics;

namespace AutoGrad.Tests;

/// <summary>Elementary and special functions of 320-bit numbers, by the plainest series: slow, and exact to well over 150 bits.</summary>
internal static class BigMath
{
    /// <summary>2 artanh(1/3).</summary>
    public static readonly BigReal Ln2 = LogAboutOne(1);

    /// <summary>From here on the asymptotic series of the gamma family are exact enough.</summary>
    private const int StirlingFrom = 80;

    /// <summary>B(2k) for k up to 50, by the recurrence that their definition is.</summary>
    private static readonly BigReal[] bernoulli = BernoulliNumbers(51);

    /// <summary>Machin's formula.</summary>
    public static readonly BigReal Pi = (16 * ArctangentSeries((BigReal)1 / 5)) - (4 * ArctangentSeries((BigReal)1 / 239));

    public static BigReal Exp(BigReal x)
    {
        long n = (x / Ln2).Round();
        BigReal r = (x - (n * Ln2)).Scale(-12);
        BigReal term = 1;
        BigReal sum = 1;
        for (int k = 1; !term.IsZero && term.Magnitude > -340; k++)
        {
            term = term * r / k;
            sum += term;
        }

        for (int i = 0; i < 12; i++)
        {
            sum *= sum;
        }

        return sum.Scale((int)n);
    }

    public static BigReal Expm1(BigReal x)
    {
        if (x.IsZero || x.Magnitude > -8)
        {
            return Exp(x) - 1;
        }

        BigReal term = x;
        BigReal sum = x;
        for (int k = 2; !term.IsZero && term.Magnitude > x.Magnitude - 340; k++)
        {
            term = term * x / k;
            sum += term;
        }

        return sum;
    }

    /// <summary>2 artanh of (x - 1) / (x + 1) after x was brought next to 1.</summary>
    public static BigReal Log(BigReal x)
    {
        int n = x.Magnitude;
        BigReal m = x.Scale(-n);
        if (m > 1.5)
        {
            n++;
            m = m.Scale(-1);
        }

        return (n * Ln2) + LogAboutOne(m - 1);
    }

    public static BigReal Log1p(BigReal x) => BigReal.Abs(x) < 0.25 ? LogAboutOne(x) : Log(1 + x);

    public static BigReal Sin(BigReal x) => SinOfTurns(x, 0);

    public static BigReal Cos(BigReal x) => SinOfTurns(x, 1);

    public static BigReal Atan(BigReal x)
    {
        if (x.IsNegative)
        {
            return -Atan(-x);
        }

        if (x > 1)
        {
            return Pi.Scale(-1) - Atan(1 / x);
        }

        for (int i = 0; i < 4; i++)
        {
            x /= 1 + BigReal.Sqrt(1 + (x * x));
        }

        return ArctangentSeries(x).Scale(4);
    }

    public static BigReal Asin(BigReal x) => 1 - (x * x) is { IsZero: true } ? (x.IsNegative ? -Pi : Pi).Scale(-1) : Atan(x / BigReal.Sqrt((1 - x) * (1 + x)));

    public static BigReal Acos(BigReal x) => (1 + x).IsZero ? Pi : 2 * Atan(BigReal.Sqrt((1 - x) / (1 + x)));

    public static BigReal Atan2(BigReal y, BigReal x)
    {
        if (x.IsZero)
        {
            return (y.IsNegative ? -Pi : Pi).Scale(-1);
        }

        BigReal angle = Atan(y / x);
        return !x.IsNegative ? angle : y.IsNegative ? angle - Pi : angle + Pi;
    }

    public static BigReal Sinh(BigReal x)
    {
        if (x.IsNegative)
        {
            return -Sinh(-x);
        }

        BigReal t = Expm1(x);
        return (t + (t / (1 + t))) / 2;
    }

    public static BigReal Cosh(BigReal x)
    {
        BigReal e = Exp(x);
        return (e + (1 / e)) / 2;
    }

    public static BigReal Tanh(BigReal x)
    {
        BigReal t = Expm1(2 * x);
        return t / (t + 2);
    }

    public static BigReal Asinh(BigReal x)
    {
        BigReal a = BigReal.Abs(x);
        BigReal y = Log1p(a + (a * a / (1 + BigReal.Sqrt(1 + (a * a)))));
        return x.IsNegative ? -y : y;
    }

    public static BigReal Acosh(BigReal x)
    {
        BigReal t = x - 1;
        return Log1p(t + BigReal.Sqrt(t * (t + 2)));
    }

    public static BigReal Atanh(BigReal x) => Log1p(2 * x / (1 - x)) / 2;

    public static BigReal Pow(BigReal x, BigReal y) => Exp(y * Log(x));

    public static BigReal Cbrt(BigReal x)
    {
        if (x.IsZero)
        {
            return x;
        }

        BigReal y = Exp(Log(BigReal.Abs(x)) / 3);
        return x.IsNegative ? -y : y;
    }

    public static BigReal Erf(BigReal x) => BigReal.Abs(x) < 6 ? ErfSeries(x) : x.IsNegative ? Erfc(-x) - 1 : 1 - Erfc(x);

    /// <summary>Beyond 6 by the continued fraction, Abramowitz and Stegun 7.1.14.</summary>
    public static BigReal Erfc(BigReal x)
    {
        if (x < 6)
        {
            return 1 - Erf(x);
        }

        BigReal fraction = x;
        for (int k = 240; k > 0; k--)
        {
            fraction = x + ((BigReal)k / 2 / fraction);
        }

        return Exp(-(x * x)) / (BigReal.Sqrt(Pi) * fraction);
    }

    public static BigReal NormalCdf(BigReal x) => Erfc(-x / BigReal.Sqrt(2)) / 2;

    /// <summary>The density of the standard normal law.</summary>
    public static BigReal NormalPdf(BigReal x) => Exp(-(x * x) / 2) / BigReal.Sqrt(2 * Pi);

    public static BigReal Sigmoid(BigReal x) => 1 / (1 + Exp(-x));

    public static BigReal Softplus(BigReal x) => Log1p(Exp(x));

    public static BigReal Sinc(BigReal x) => x.IsZero ? 1 : Sin(Pi * x) / (Pi * x);

    public static BigReal Lgamma(BigReal x)
    {
        BigReal product = 1;
        for (; x < StirlingFrom; x += 1)
        {
            product *= x;
        }

        BigReal sum = ((x - 0.5) * Log(x)) - x + (Log(2 * Pi) / 2);
        BigReal power = x;
        for (int k = 1; k < bernoulli.Length; k++)
        {
            sum += bernoulli[k] / (2 * k * ((2 * k) - 1)) / power;
            power = power * x * x;
        }

        return sum - Log(product);
    }

    /// <summary>The derivative of order n + 1 of Lgamma, for positive x; Abramowitz and Stegun 6.3.18 and 6.4.11.</summary>
    public static BigReal Polygamma(int n, BigReal x)
    {
        BigReal factorial = Factorial(n);
        BigReal sum = 0;
        for (; x < StirlingFrom; x += 1)
        {
            sum += factorial / Power(x, n + 1);
        }

        sum += n == 0 ? (1 / (2 * x)) - Log(x) : (Factorial(n - 1) / Power(x, n)) + (factorial / (2 * Power(x, n + 1)));
        for (int k = 1; k < bernoulli.Length; k++)
        {
            sum += bernoulli[k] * Factorial((2 * k) + n - 1) / Factorial(2 * k) / Power(x, (2 * k) + n);
        }

        return (n & 1) == 1 ? sum : -sum;
    }

    private static BigReal ErfSeries(BigReal x)
    {
        BigReal square = x * x;
        BigReal term = x;
        BigReal sum = x;
        for (int k = 1; !term.IsZero && (term.Magnitude > sum.Magnitude - 320 || k < 40); k++)
        {
            term = -term * square / k;
            sum += term / ((2 * k) + 1);
        }

        return 2 * sum / BigReal.Sqrt(Pi);
    }

    private static BigReal LogAboutOne(BigReal x)
    {
        BigReal s = x / (x + 2);
        BigReal square = s * s;
        BigReal power = s;
        BigReal sum = s;
        for (int k = 3; !power.IsZero && power.Magnitude > s.Magnitude - 330; k += 2)
        {
            power *= square;
            sum += power / k;
        }

        return 2 * sum;
    }

    private static BigReal ArctangentSeries(BigReal x)
    {
        BigReal square = -(x * x);
        BigReal power = x;
        BigReal sum = x;
        for (int k = 3; !power.IsZero && power.Magnitude > x.Magnitude - 330; k += 2)
        {
            power *= square;
            sum += power / k;
        }

        return sum;
    }

    private static BigReal SinOfTurns(BigReal x, int quarterTurns)
    {
        long n = (2 * x / Pi).Round();
        BigReal r = x - (n * Pi.Scale(-1));
        long quadrant = (n + quarterTurns) & 3;
        BigReal y = SeriesOfSine(r, (quadrant & 1) == 1);
        return quadrant >= 2 ? -y : y;
    }

    private static BigReal SeriesOfSine(BigReal r, bool cosine)
    {
        BigReal square = -(r * r);
        BigReal term = cosine ? 1 : r;
        BigReal sum = term;
        for (int k = cosine ? 1 : 2; !term.IsZero && term.Magnitude > sum.Magnitude - 330; k += 2)
        {
            term = term * square / (k * (k + 1));
            sum += term;
        }

        return sum;
    }

    private static BigReal Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private static BigReal Power(BigReal x, int n) => n == 0 ? 1 : (n & 1) == 1 ? x * Power(x, n - 1) : Power(x * x, n / 2);

    /// <summary>The tangent numbers T(k), which are integers: B(2k) = (-1)^(k-1) 2k T(k) / (4^k (4^k - 1)). Source: Brent and Harvey, arXiv 1108.0286, 2011.</summary>
    private static BigReal[] BernoulliNumbers(int count)
    {
        var tangents = new BigInteger[count];
        tangents[1] = 1;
        for (int k = 2; k < count; k++)
        {
            tangents[k] = (k - 1) * tangents[k - 1];
        }

        for (int k = 2; k < count; k++)
        {
            for (int j = k; j < count; j++)
            {
                tangents[j] = ((j - k) * tangents[j - 1]) + ((j - k + 2) * tangents[j]);
            }
        }

        var numbers = new BigReal[count];
        for (int k = 1; k < count; k++)
        {
            BigReal four = ((BigReal)1).Scale(2 * k);
            BigReal number = 2 * k * BigReal.Of(tangents[k]) / (four * (four - 1));
            numbers[k] = (k & 1) == 1 ? number : -number;
        }

        return numbers;
    }
}
