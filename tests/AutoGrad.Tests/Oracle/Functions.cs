namespace AutoGrad.Oracle;

/// <summary>Functions of one number that definitions share, by the plainest formula: digits lost to cancellation are no matter, there are 32.</summary>
internal static class Functions<N>
    where N : struct, IReal<N>
{
    /// <summary>Terms of the error function's series: up to |x| = 5 the rest is below 1e-32.</summary>
    private const int ErfTerms = 120;

    /// <summary>How far up the recurrence of the gamma family goes before Stirling's series is used.</summary>
    private const int Shift = 24;

    /// <summary>B(2n) / (2n (2n - 1)), n = 1, 2 ..: numerators and denominators (Abramowitz and Stegun 6.1.41).</summary>
    private static readonly (double Numerator, double Denominator)[] stirling =
    [
        (1, 12), (-1, 360), (1, 1260), (-1, 1680), (1, 1188), (-691, 360360), (1, 156), (-3617, 122400), (43867, 244188), (-174611, 125400), (77683, 5796),
    ];

    public static N One => N.From(1);

    public static N Half => N.From(0.5);

    public static N Abs(N x) => N.Compare(x, default) < 0 ? -x : x;

    public static N Max(N x, N y) => N.Compare(x, y) >= 0 ? x : y;

    public static N Min(N x, N y) => N.Compare(x, y) <= 0 ? x : y;

    public static N Clamp(N x, double low, double high) => Max(N.From(low), Min(N.From(high), x));

    public static bool IsPositive(N x) => N.Compare(x, default) > 0;

    /// <summary>A step function: its slope is zero.</summary>
    public static N Step(N x, Func<double, double> function) => N.From(function(x.Leading));

    public static N Pow(N x, double exponent) => N.Exp(N.From(exponent) * N.Log(x));

    public static N Cbrt(N x) => IsPositive(x) ? N.Exp(N.Log(x) / N.From(3)) : -N.Exp(N.Log(-x) / N.From(3));

    public static N Sinh(N x) => Half * (N.Exp(x) - N.Exp(-x));

    public static N Cosh(N x) => Half * (N.Exp(x) + N.Exp(-x));

    public static N Tanh(N x) => (N.Exp(x + x) - One) / (N.Exp(x + x) + One);

    public static N Sigmoid(N x) => One / (One + N.Exp(-x));

    public static N Softplus(N x) => N.Log(One + N.Exp(x));

    public static N Asin(N x) => N.Atan(x / N.Sqrt((One - x) * (One + x)));

    public static N Asinh(N x) => IsPositive(x) ? N.Log(x + N.Sqrt((x * x) + One)) : -N.Log(N.Sqrt((x * x) + One) - x);

    public static N Acosh(N x) => N.Log(x + N.Sqrt((x * x) - One));

    public static N Atanh(N x) => Half * N.Log((One + x) / (One - x));

    /// <summary>2/sqrt(pi) e^(-x^2) times the sum of 2^n x^(2n+1) / (2n+1)!!, whose terms have one sign (Abramowitz and Stegun 7.1.6).</summary>
    public static N Erf(N x)
    {
        var square = x * x;
        var sum = default(N);
        for (var n = ErfTerms; n >= 1; n--)
        {
            sum = (One + sum) * square * N.From(2) / N.From((2 * n) + 1);
        }

        return N.From(2) / N.Sqrt(N.Pi) * N.Exp(-square) * x * (One + sum);
    }

    /// <summary>Stirling's series far up, and the recurrence down.</summary>
    public static N Lgamma(N x)
    {
        var z = x + N.From(Shift);
        var product = One;
        for (var k = 0; k < Shift; k++)
        {
            product *= x + N.From(k);
        }

        var sum = default(N);
        for (var n = stirling.Length; n >= 1; n--)
        {
            sum = (sum / (z * z)) + Stirling(n);
        }

        return ((z - Half) * N.Log(z)) - z + (Half * N.Log(N.Pi + N.Pi)) + (sum / z) - N.Log(product);
    }

    /// <summary>The derivative of <see cref="Lgamma"/>, term by term.</summary>
    public static N Digamma(N x)
    {
        var z = x + N.From(Shift);
        var sum = default(N);
        for (var n = stirling.Length; n >= 1; n--)
        {
            sum = (sum / (z * z)) + (N.From((2 * n) - 1) * Stirling(n));
        }

        return N.Log(z) - (Half / z) - (sum / (z * z)) - Recurrence(x, static y => One / y);
    }

    /// <summary>The derivative of <see cref="Digamma"/>, term by term.</summary>
    public static N Trigamma(N x)
    {
        var z = x + N.From(Shift);
        var sum = default(N);
        for (var n = stirling.Length; n >= 1; n--)
        {
            sum = (sum / (z * z)) + (N.From(2 * n * ((2 * n) - 1)) * Stirling(n));
        }

        return (One / z) + (Half / (z * z)) + (sum / (z * z * z)) + Recurrence(x, static y => One / (y * y));
    }

    private static N Stirling(int n) => N.From(stirling[n - 1].Numerator) / N.From(stirling[n - 1].Denominator);

    private static N Recurrence(N x, Func<N, N> term)
    {
        var sum = default(N);
        for (var k = Shift - 1; k >= 0; k--)
        {
            sum += term(x + N.From(k));
        }

        return sum;
    }
}
