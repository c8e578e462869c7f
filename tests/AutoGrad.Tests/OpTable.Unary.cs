namespace AutoGrad;

internal static partial class OpTable
{
    private const double Infinity = double.PositiveInfinity;
    private const double NaN = double.NaN;

    private static IEnumerable<OpRow> UnaryFamily()
    {
        yield return Unary("Abs", x => x.Abs(), x => x.Abs(), Math.Abs).Kinks(0).Ulp(0).DoubleUlp(0).Edge(0, 0, 0).Edge(-0.0, 0, 0).Edge(-Infinity, Infinity, -1).Edge(NaN, NaN, NaN);
        yield return Unary("Sign", x => x.Sign(), x => x.Sign(), x => Math.Sign(x)).Kinks(0).Ulp(0).DoubleUlp(0).Edge(0, 0, 0).Edge(-0.0, -0.0, 0).Edge(-Infinity, -1, 0).Edge(NaN, NaN, 0);
        yield return Unary("Floor", x => x.Floor(), x => x.Floor(), Math.Floor).Over(-4, 4).Integers().Ulp(0).DoubleUlp(0).Edge(-0.0, -0.0, 0).Edge(2, 2, 0).Edge(-2.5, -3, 0).Edge(NaN, NaN, 0);
        yield return Unary("Ceiling", x => x.Ceiling(), x => x.Ceiling(), Math.Ceiling).Over(-4, 4).Integers().Ulp(0).DoubleUlp(0).Edge(-0.5, -0.0, 0).Edge(2, 2, 0).Edge(Infinity, Infinity, 0);
        yield return Unary("Round", x => x.Round(), x => x.Round(), Math.Round).Over(-4, 4).Kinks(-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5).Ulp(0).DoubleUlp(0).Edge(0.5, 0, 0).Edge(1.5, 2, 0).Edge(2.5, 2, 0).Edge(-0.5, -0.0, 0).Edge(NaN, NaN, 0);
        yield return Unary("Truncate", x => x.Truncate(), x => x.Truncate(), Math.Truncate).Over(-4, 4).Integers().Ulp(0).DoubleUlp(0).Edge(-0.7, -0.0, 0).Edge(-2.7, -2, 0);
        yield return Unary("NanToNumber", x => x.NanToNumber(), x => x.NanToNumber(), x => x).Ulp(0).DoubleUlp(0).Edge(NaN, 0, 0).DoubleEdge(Infinity, double.MaxValue, 0).DoubleEdge(-Infinity, double.MinValue, 0);
        yield return Unary("NanToNumber(values)", x => x.NanToNumber(1, 2, 3), x => x.NanToNumber(1, 2, 3), x => x).Ulp(0).DoubleUlp(0).Edge(NaN, 1, 0).Edge(Infinity, 2, 0).Edge(-Infinity, 3, 0);

        yield return Unary("Sqrt", x => x.Sqrt(), x => x.Sqrt(), Math.Sqrt).Over(0.1, 8).Ulp(0.5).DoubleUlp(0).Edge(0, 0, Infinity).Edge(-1, NaN, NaN).Edge(Infinity, Infinity, 0);
        yield return Unary("ReciprocalSqrt", x => x.ReciprocalSqrt(), x => x.ReciprocalSqrt(), x => 1 / Math.Sqrt(x)).Over(0.2, 8).Ulp(1.5).DoubleUlp(1).Edge(0, Infinity, -Infinity).Edge(-1, NaN, NaN).Edge(Infinity, 0, 0);
        yield return Unary("Cbrt", x => x.Cbrt(), x => x.Cbrt(), Math.Cbrt).Kinks(0).Over(-4, -0.1).Ulp(1).DoubleUlp(3).Edge(0, 0, Infinity).Edge(-8, -2, 1.0 / 12).Edge(-Infinity, -Infinity, 0);
        yield return Unary("Reciprocal", x => x.Reciprocal(), x => x.Reciprocal(), x => 1 / x).Over(0.3, 4).Ulp(0.5).DoubleUlp(0).Edge(0, Infinity, -Infinity).Edge(-0.0, -Infinity, -Infinity).Edge(-Infinity, -0.0, 0);

        yield return Unary("Exp2", x => x.Exp2(), x => x.Exp2(), x => Math.Pow(2, x)).Over(-3, 3).Ulp(1).DoubleUlp(2).Edge(3, 8, 8 * Math.Log(2)).Edge(-Infinity, 0, 0).Edge(5000, Infinity, Infinity);
        yield return Unary("Expm1", x => x.Expm1(), x => x.Expm1(), x => Math.Abs(x) < 1e-3 ? x + (x * x / 2) + (x * x * x / 6) : Math.Exp(x) - 1)
            .Over(0.3, 3).Ulp(2).DoubleUlp(12).Edge(-0.0, -0.0, 1).Edge(1e-30, 1e-30, 1).Edge(-Infinity, -1, 0).Edge(-50, -1, Math.Exp(-50)).Edge(5000, Infinity, Infinity);
        yield return Unary("Log2", x => x.Log2(), x => x.Log2(), Math.Log2).Over(0.2, 8).Ulp(2).DoubleUlp(3).Edge(8, 3, 0.125 / Math.Log(2)).Edge(0, -Infinity, Infinity).Edge(-1, NaN);
        yield return Unary("Log10", x => x.Log10(), x => x.Log10(), Math.Log10).Over(0.2, 8).Ulp(2).DoubleUlp(3).Edge(100, 2, 0.01 / Math.Log(10)).Edge(0, -Infinity, Infinity).Edge(-1, NaN);
        yield return Unary("Log1p", x => x.Log1p(), x => x.Log1p(), x => Math.Log(1 + x)).Over(0.3, 5).Ulp(2).DoubleUlp(12).Edge(-0.0, -0.0, 1).Edge(1e-30, 1e-30, 1).Edge(-1, -Infinity, Infinity).Edge(-2, NaN).Edge(Infinity, Infinity, 0);

        yield return Unary("Tan", x => x.Tan(), x => x.Tan(), Math.Tan).Over(-1.3, 1.3).Ulp(4).Edge(-0.0, -0.0, 1).Edge(Infinity, NaN, NaN);
        yield return Unary("Asin", x => x.Asin(), x => x.Asin(), Math.Asin).Over(-0.9, 0.9).Ulp(2).DoubleUlp(3).Edge(-0.0, -0.0, 1).Edge(1, Math.PI / 2, Infinity).Edge(-1, -Math.PI / 2, Infinity).Edge(1.5, NaN, NaN);
        yield return Unary("Acos", x => x.Acos(), x => x.Acos(), Math.Acos).Over(-0.9, 0.9).Ulp(2).DoubleUlp(3).Edge(1, 0, -Infinity).Edge(-1, Math.PI, -Infinity).Edge(1.5, NaN, NaN);
        yield return Unary("Atan", x => x.Atan(), x => x.Atan(), Math.Atan).Over(-4, 4).Ulp(2).DoubleUlp(2).Edge(-0.0, -0.0, 1).Edge(Infinity, Math.PI / 2, 0).Edge(-Infinity, -Math.PI / 2, 0);
        yield return Unary("Sinh", x => x.Sinh(), x => x.Sinh(), Math.Sinh).Over(-3, 3).Ulp(2).Edge(-0.0, -0.0, 1).Edge(-5000, -Infinity, Infinity);
        yield return Unary("Cosh", x => x.Cosh(), x => x.Cosh(), Math.Cosh).Over(-3, 3).Ulp(2).Edge(0, 1, 0).Edge(-5000, Infinity, -Infinity);
        yield return Unary("Tanh", x => x.Tanh(), x => x.Tanh(), Math.Tanh).Over(-3, 3).Ulp(3).Edge(-0.0, -0.0, 1).Edge(Infinity, 1, 0).Edge(-Infinity, -1, 0).DoubleEdge(20, 1, 4 * Math.Exp(-40)).Edge(NaN, NaN, NaN);
        yield return Unary("Asinh", x => x.Asinh(), x => x.Asinh(), Math.Asinh).Over(-4, 4).Ulp(2).Edge(-0.0, -0.0, 1).Edge(Infinity, Infinity, 0).DoubleEdge(1e300, 691.4686750787737, 1e-300);
        yield return Unary("Acosh", x => x.Acosh(), x => x.Acosh(), Math.Acosh).Over(1.2, 8).Ulp(3).Edge(1, 0, Infinity).Edge(0.5, NaN, NaN).Edge(Infinity, Infinity, 0);
        yield return Unary("Atanh", x => x.Atanh(), x => x.Atanh(), Math.Atanh).Over(-0.9, 0.9).Ulp(2).Edge(-0.0, -0.0, 1).Edge(1, Infinity, Infinity).Edge(-1, -Infinity, Infinity).Edge(2, NaN);

        yield return Unary("Sinc", x => x.Sinc(), x => x.Sinc(), x => Math.Sin(Math.PI * x) / (Math.PI * x)).Over(-2.6, 2.6).Integers().Ulp(2).DoubleUlp(40).Edge(0, 1, 0).Edge(2, 0, 0.5).Edge(Infinity, 0, 0).Edge(1e-9, 1, -Math.PI * Math.PI * 1e-9 / 3);
        yield return Unary("Sigmoid", x => x.Sigmoid(), x => x.Sigmoid(), x => 1 / (1 + Math.Exp(-x))).Over(-4, 4).Ulp(3).Edge(0, 0.5, 0.25).Edge(-Infinity, 0, 0).Edge(Infinity, 1, 0).DoubleEdge(-50, Math.Exp(-50), Math.Exp(-50)).DoubleEdge(50, 1, Math.Exp(-50)).Edge(NaN, NaN, NaN);
        yield return Unary("Logit", x => x.Logit(), x => x.Logit(), x => Math.Log(x / (1 - x))).Over(0.1, 0.9).Kinks(0.5).Ulp(4).DoubleUlp(40).Edge(0.5, 0, 4).Edge(0, -Infinity, Infinity).Edge(1, Infinity, Infinity).Edge(-1, NaN);
        yield return Unary("Erf", x => x.Erf(), x => x.Erf(), ErfReference).DoubleUlp(20).Edge(-0.0, -0.0, 2 / Math.Sqrt(Math.PI)).Edge(Infinity, 1, 0).Edge(-Infinity, -1, 0);
        yield return Unary("Erfc", x => x.Erfc(), x => x.Erfc(), x => 1 - ErfReference(x)).Over(-2, 1).DoubleUlp(40).Edge(0, 1, -2 / Math.Sqrt(Math.PI)).Edge(Infinity, 0, 0).Edge(-Infinity, 2, 0).DoubleEdge(10, 2.0884875837625447e-45);
        yield return Unary("Lgamma", x => x.Lgamma(), x => x.Lgamma(), LgammaReference).Over(2.5, 8).DoubleUlp(60).Edge(1, 0, -0.5772156649015329).Edge(2, 0, 1 - 0.5772156649015329).Edge(0.5, Math.Log(Math.PI) / 2).Edge(-1, Infinity);
        yield return Unary("Digamma", x => x.Digamma(), x => x.Digamma(), DigammaReference).Over(2.2, 8).DoubleUlp(60).Edge(1, -0.5772156649015329, Math.PI * Math.PI / 6).Edge(0, -Infinity, Infinity).Edge(Infinity, Infinity, 0);
        yield return Unary("Polygamma(1)", x => x.Polygamma(1), x => x.Polygamma(1), TrigammaReference).Over(1, 6).DoubleUlp(60).Edge(1, Math.PI * Math.PI / 6).Edge(Infinity, 0, 0);
    }

    private static IEnumerable<OpRow> Powers()
    {
        yield return Unary("Pow(0)", x => x.Pow(0), x => x.Pow(0), _ => 1).Ulp(0).DoubleUlp(0).Edge(0, 1, 0).Edge(NaN, 1, 0);
        yield return Unary("Pow(1)", x => x.Pow(1), x => x.Pow(1), x => x).Ulp(0).DoubleUlp(0).Edge(0, 0, 1);
        yield return Unary("Pow(2)", x => x.Pow(2), x => x.Pow(2f), x => x * x).Ulp(0.5).DoubleUlp(0).Edge(0, 0, 0).Edge(-3, 9, -6);
        yield return Unary("Pow(3)", x => x.Pow(3), x => x.Pow(3), x => x * x * x).Ulp(1.5).DoubleUlp(2).Edge(-3, -27, 27).Edge(0, 0, 0);
        yield return Unary("Pow(7)", x => x.Pow(7), x => x.Pow(7), x => Math.Pow(x, 7)).Ulp(1).DoubleUlp(2).Edge(-2, -128, 448).Edge(0, 0, 0);
        yield return Unary("Pow(-1)", x => x.Pow(-1), x => x.Pow(-1), x => 1 / x).Over(0.3, 4).Ulp(0.5).DoubleUlp(0).Edge(0, Infinity, -Infinity);
        yield return Unary("Pow(-2)", x => x.Pow(-2), x => x.Pow(-2), x => Math.Pow(x, -2)).Over(0.3, 4).Ulp(1).DoubleUlp(2).Edge(0, Infinity, -Infinity).Edge(-2, 0.25, 0.25);
        yield return Unary("Pow(0.5)", x => x.Pow(0.5), x => x.Pow(0.5), x => Math.Pow(x, 0.5)).Over(0.1, 4).Ulp(1).DoubleUlp(2).Edge(0, 0, Infinity).Edge(-1, NaN, NaN);
        yield return Unary("Pow(2.5)", x => x.Pow(2.5), x => x.Pow(2.5f), x => Math.Pow(x, 2.5)).Over(0.1, 4).Ulp(1).DoubleUlp(2).Edge(0, 0, 0).Edge(-1, NaN, NaN);
    }

    /// <summary>2/sqrt(pi) e^(-x^2) times the sum of 2^n x^(2n+1) / (2n+1)!!, whose terms have one sign (Abramowitz and Stegun 7.1.6).</summary>
    private static double ErfReference(double x)
    {
        var (sum, term) = (0.0, x);
        for (var n = 1; sum + term != sum; n++)
        {
            sum += term;
            term *= 2 * x * x / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>Stirling's series at x + 20, and the recurrence down.</summary>
    private static double LgammaReference(double x)
    {
        var (shifted, product) = (x + 20, 1.0);
        for (var k = 0; k < 20; k++)
        {
            product *= x + k;
        }

        var r = 1 / (shifted * shifted);
        var series = (1.0 / 12 - (r * (1.0 / 360 - (r * (1.0 / 1260 - (r / 1680)))))) / shifted;
        return ((shifted - 0.5) * Math.Log(shifted)) - shifted + (0.5 * Math.Log(2 * Math.PI)) + series - Math.Log(product);
    }

    private static double DigammaReference(double x)
    {
        var (shifted, sum) = (x + 20, 0.0);
        for (var k = 19; k >= 0; k--)
        {
            sum += 1 / (x + k);
        }

        var r = 1 / (shifted * shifted);
        return Math.Log(shifted) - (0.5 / shifted) - (r * (1.0 / 12 - (r * (1.0 / 120 - (r * (1.0 / 252 - (r / 240))))))) - sum;
    }

    private static double TrigammaReference(double x)
    {
        var (shifted, sum) = (x + 20, 0.0);
        for (var k = 19; k >= 0; k--)
        {
            sum += 1 / ((x + k) * (x + k));
        }

        var r = 1 / (shifted * shifted);
        return sum + (1 / shifted) + (r / 2) + (r / shifted * (1.0 / 6 - (r * (1.0 / 30 - (r * (1.0 / 42 - (r / 30)))))));
    }
}
