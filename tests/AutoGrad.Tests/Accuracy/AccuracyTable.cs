namespace AutoGrad.Tests;

/// <summary>Every op whose value is rounded by more than the arithmetic's last step, and what it is measured against; then all other ops of one number.</summary>
internal static class AccuracyTable
{
    public static IReadOnlyList<AccuracyRow> Functions { get; } = [.. Exponentials(), .. Trigonometry(), .. Hyperbolic(), .. Activations(), .. Others()];

    /// <summary>The rows of the op table that take one number, where the op table tries them.</summary>
    public static IReadOnlyList<AccuracyRow> Plain { get; } =
    [
        .. OpTable.Rows
            .Where(static row => row is { IsElementwise: true, Arity: 1, Orders: > 0 } && !Functions.Any(function => function.Op == row.Name))
            .Select(static row => new AccuracyRow(row.Name, (x, _) => row.Single([x]), (x, _) => row.Double([x]), null)
                .Over(row.Domains[0].Low, row.Domains[0].High)
                .ZeroIn(0, row.Op is "Gelu" ? 0.25 : 0)),
    ];

    public static IReadOnlyList<AccuracyRow> Rows { get; } = [.. Functions, .. Plain];

    private static IEnumerable<AccuracyRow> Exponentials()
    {
        yield return Unary("Exp", x => x.Exp(), x => x.Exp(), BigMath.Exp).Over(-103, 88.7, -745, 709.7);
        yield return Unary("Exp2", x => x.Exp2(), x => x.Exp2(), x => BigMath.Exp(x * BigMath.Ln2)).Over(-149, 127.9, -1074, 1023.9);
        yield return Unary("Expm1", x => x.Expm1(), x => x.Expm1(), BigMath.Expm1).Over(-50, 88.7, -50, 709.7);
        yield return Unary("Log", x => x.Log(), x => x.Log(), BigMath.Log).Over(1e-30, 10);
        yield return Unary("Log2", x => x.Log2(), x => x.Log2(), x => BigMath.Log(x) / BigMath.Ln2).Over(1e-30, 10);
        yield return Unary("Log10", x => x.Log10(), x => x.Log10(), x => BigMath.Log(x) / BigMath.Log(10)).Over(1e-30, 10);
        yield return Unary("Log1p", x => x.Log1p(), x => x.Log1p(), BigMath.Log1p).Over(-0.99, 10);
        yield return Unary("Logit", x => x.Logit(), x => x.Logit(), x => BigMath.Log(x / (1 - x))).Over(1e-6, 0.999);
        yield return Binary("LogAddExp", (x, y) => x.LogAddExp(y), (x, y) => x.LogAddExp(y), (x, y) => BigMath.Log(BigMath.Exp(x) + BigMath.Exp(y))).Over(0, 20).With(0, 20);
        yield return Binary("Xlogy", (x, y) => x.Xlogy(y), (x, y) => x.Xlogy(y), (x, y) => x * BigMath.Log(y)).Over(-5, 5).With(0.01, 9);
        yield return Binary("Pow", (x, y) => x.Pow(y), (x, y) => x.Pow(y), BigMath.Pow).Over(0.01, 10).With(-30, 30);
        yield return Unary("Pow(2.5)", x => x.Pow(2.5), x => x.Pow(2.5), x => BigMath.Pow(x, 2.5)).Over(0.001, 1000);
        yield return Unary("Cbrt", x => x.Cbrt(), x => x.Cbrt(), BigMath.Cbrt).Over(-1000, 1000);
    }

    private static IEnumerable<AccuracyRow> Trigonometry()
    {
        yield return Unary("Sin", x => x.Sin(), x => x.Sin(), BigMath.Sin).Over(-1000, 1000);
        yield return Unary("Cos", x => x.Cos(), x => x.Cos(), BigMath.Cos).Over(-1000, 1000);
        yield return Unary("Tan", x => x.Tan(), x => x.Tan(), x => BigMath.Sin(x) / BigMath.Cos(x)).Over(-1000, 1000);
        yield return Unary("Asin", x => x.Asin(), x => x.Asin(), BigMath.Asin).Over(-0.999, 0.999);
        yield return Unary("Acos", x => x.Acos(), x => x.Acos(), BigMath.Acos).Over(-0.999, 0.999);
        yield return Unary("Atan", x => x.Atan(), x => x.Atan(), BigMath.Atan).Over(-100, 100);
        yield return Binary("Atan2", (y, x) => y.Atan2(x), (y, x) => y.Atan2(x), BigMath.Atan2).Over(-5, 5).With(-5, 5);
        yield return Unary("Sinc", x => x.Sinc(), x => x.Sinc(), BigMath.Sinc).Over(-0.9, 0.9);
    }

    private static IEnumerable<AccuracyRow> Hyperbolic()
    {
        yield return Unary("Sinh", x => x.Sinh(), x => x.Sinh(), BigMath.Sinh).Over(-89, 89, -710, 710);
        yield return Unary("Cosh", x => x.Cosh(), x => x.Cosh(), BigMath.Cosh).Over(-89, 89, -710, 710);
        yield return Unary("Tanh", x => x.Tanh(), x => x.Tanh(), BigMath.Tanh).Over(-20, 20, -40, 40);
        yield return Unary("Asinh", x => x.Asinh(), x => x.Asinh(), BigMath.Asinh).Over(-100, 100);
        yield return Unary("Acosh", x => x.Acosh(), x => x.Acosh(), BigMath.Acosh).Over(1.001, 100);
        yield return Unary("Atanh", x => x.Atanh(), x => x.Atanh(), BigMath.Atanh).Over(-0.999, 0.999);
    }

    private static IEnumerable<AccuracyRow> Activations()
    {
        yield return Unary("Sigmoid", x => x.Sigmoid(), x => x.Sigmoid(), BigMath.Sigmoid).Over(-87, 87, -700, 700);
        yield return Unary("LogSigmoid", x => x.LogSigmoid(), x => x.LogSigmoid(), x => -BigMath.Softplus(-x)).Over(-87, 87, -700, 700);
        yield return Unary("Softplus", x => x.Softplus(), x => x.Softplus(), BigMath.Softplus).Over(-87, 87, -700, 700);
        yield return Unary("Silu", x => x.Silu(), x => x.Silu(), x => x * BigMath.Sigmoid(x)).Over(-87, 87, -700, 700).ZeroIn(0, 0.25);
        yield return Unary("Softsign", x => x.Softsign(), x => x.Softsign(), x => x / (1 + BigReal.Abs(x))).Over(-100, 100);
        yield return Unary("Mish", x => x.Mish(), x => x.Mish(), x => x * BigMath.Tanh(BigMath.Softplus(x))).Over(-80, 80, -700, 700).ZeroIn(0, 0.25);
        yield return Unary("Gelu", x => x.Gelu(), x => x.Gelu(), x => x * BigMath.NormalCdf(x)).Over(-13, 13, -37, 37).ZeroIn(0, 0.25);
        yield return Unary("GeluTanh", x => x.GeluTanh(), x => x.GeluTanh(), x => x * BigMath.Sigmoid(2 * BigReal.Sqrt(2 / BigMath.Pi) * (x + (x * x * x * 44715 / 1_000_000)))).Over(-10.9, 10, -21, 10).ZeroIn(0, 0.25);
        yield return Unary("Elu", x => x.Elu(), x => x.Elu(), x => x.IsNegative ? BigMath.Expm1(x) : x).Over(-40, 10);
        yield return Unary("Selu", x => x.Selu(), x => x.Selu(), x => 1.0507009873554805 * (x.IsNegative ? 1.6732632423543772 * BigMath.Expm1(x) : x)).Over(-40, 10);
        yield return Unary("Tanhshrink", x => x.Tanhshrink(), x => x.Tanhshrink(), x => x - BigMath.Tanh(x)).Over(-20, 20);
    }

    private static IEnumerable<AccuracyRow> Others()
    {
        yield return Unary("Erf", x => x.Erf(), x => x.Erf(), BigMath.Erf).Over(-9, 9, -26, 26);
        yield return Unary("Erfc", x => x.Erfc(), x => x.Erfc(), BigMath.Erfc).Over(-9, 9, -26, 26);
        yield return Unary("Lgamma", x => x.Lgamma(), x => x.Lgamma(), BigMath.Lgamma).Over(0.01, 50);
        yield return Unary("Digamma", x => x.Digamma(), x => x.Digamma(), x => BigMath.Polygamma(0, x)).Over(0.01, 50);
        yield return Unary("Polygamma(1)", x => x.Polygamma(1), x => x.Polygamma(1), x => BigMath.Polygamma(1, x)).Over(0.01, 50);
        yield return Unary("Sqrt", x => x.Sqrt(), x => x.Sqrt(), BigReal.Sqrt).Over(1e-30, 1e30);
        yield return Unary("Reciprocal", x => x.Reciprocal(), x => x.Reciprocal(), x => 1 / x).Over(1e-6, 1e6);
        yield return Binary("Hypot", (x, y) => x.Hypot(y), (x, y) => x.Hypot(y), (x, y) => BigReal.Sqrt((x * x) + (y * y))).Over(-5, 5).With(-5, 5);
    }

    private static AccuracyRow Unary(string op, Func<Tensor<float>, Tensor<float>> single, Func<Tensor<double>, Tensor<double>> twice, Func<BigReal, BigReal> exact) =>
        new(op, (x, _) => single(x), (x, _) => twice(x), (x, _) => exact(x));

    private static AccuracyRow Binary(
        string op,
        Func<Tensor<float>, Tensor<float>, Tensor<float>> single,
        Func<Tensor<double>, Tensor<double>, Tensor<double>> twice,
        Func<BigReal, BigReal, BigReal> exact) => new(op, single, twice, exact);
}
