namespace AutoGrad.Oracle;

/// <summary>What the table's element-wise rows compute, by their names, over numbers of any kind.</summary>
internal static class ElementDefinitions<N>
    where N : struct, IReal<N>
{
    public static readonly IReadOnlyDictionary<string, Func<N[], N>> All = Pairs().ToDictionary(static pair => pair.Name, static pair => pair.Function);

    private const double SeluScale = 1.0507009873554804934;
    private const double SeluAlpha = 1.6732632423543772848;

    private static N One => Functions<N>.One;

    private static IEnumerable<(string Name, Func<N[], N> Function)> Pairs() =>
    [
        .. Unary().Select(static pair => (pair.Name, (Func<N[], N>)(x => pair.Function(x[0])))),
        .. Activations().Select(static pair => (pair.Name, (Func<N[], N>)(x => pair.Function(x[0])))),
        .. Several(),
    ];

    private static IEnumerable<(string Name, Func<N, N> Function)> Unary() =>
    [
        ("Negate", static x => -x),
        ("Square", static x => x * x),
        ("Abs", Functions<N>.Abs),
        ("Sign", static x => Functions<N>.Step(x, static e => Math.Sign(e))),
        ("Floor", static x => Functions<N>.Step(x, Math.Floor)),
        ("Ceiling", static x => Functions<N>.Step(x, Math.Ceiling)),
        ("Round", static x => Functions<N>.Step(x, Math.Round)),
        ("Truncate", static x => Functions<N>.Step(x, Math.Truncate)),
        ("NanToNumber", static x => x),
        ("NanToNumber(values)", static x => x),
        ("Sqrt", N.Sqrt),
        ("ReciprocalSqrt", static x => One / N.Sqrt(x)),
        ("Cbrt", Functions<N>.Cbrt),
        ("Reciprocal", static x => One / x),
        ("Exp", N.Exp),
        ("Exp2", static x => N.Exp(x * N.Log(N.From(2)))),
        ("Expm1", static x => N.Exp(x) - One),
        ("Log", N.Log),
        ("Log2", static x => N.Log(x) / N.Log(N.From(2))),
        ("Log10", static x => N.Log(x) / N.Log(N.From(10))),
        ("Log1p", static x => N.Log(One + x)),
        ("Sin", N.Sin),
        ("Cos", N.Cos),
        ("Tan", static x => N.Sin(x) / N.Cos(x)),
        ("Asin", Functions<N>.Asin),
        ("Acos", static x => (Functions<N>.Half * N.Pi) - Functions<N>.Asin(x)),
        ("Atan", N.Atan),
        ("Sinh", Functions<N>.Sinh),
        ("Cosh", Functions<N>.Cosh),
        ("Tanh", Functions<N>.Tanh),
        ("Asinh", Functions<N>.Asinh),
        ("Acosh", Functions<N>.Acosh),
        ("Atanh", Functions<N>.Atanh),
        ("Sinc", static x => N.Sin(N.Pi * x) / (N.Pi * x)),
        ("Sigmoid", Functions<N>.Sigmoid),
        ("Logit", static x => N.Log(x / (One - x))),
        ("Erf", Functions<N>.Erf),
        ("Erfc", static x => One - Functions<N>.Erf(x)),
        ("Lgamma", Functions<N>.Lgamma),
        ("Digamma", Functions<N>.Digamma),
        ("Polygamma(1)", Functions<N>.Trigamma),
        ("Pow(0)", static _ => One),
        ("Pow(1)", static x => x),
        ("Pow(2)", static x => x * x),
        ("Pow(3)", static x => x * x * x),
        ("Pow(7)", static x => x * x * x * x * x * x * x),
        ("Pow(-1)", static x => One / x),
        ("Pow(-2)", static x => One / (x * x)),
        ("Pow(0.5)", N.Sqrt),
        ("Pow(2.5)", static x => x * x * N.Sqrt(x)),
        ("Add(tensor, number)", static x => x + N.From(1.5)),
        ("Add(number, tensor)", static x => x + N.From(1.5)),
        ("Add(tensor, double)", static x => x + N.From(1.5)),
        ("Subtract(tensor, number)", static x => x - N.From(1.5)),
        ("Subtract(number, tensor)", static x => N.From(1.5) - x),
        ("Subtract(double, tensor)", static x => N.From(1.5) - x),
        ("Multiply(tensor, number)", static x => x * N.From(-1.5)),
        ("Multiply(double, tensor)", static x => x * N.From(-1.5)),
        ("Divide(tensor, number)", static x => x / N.From(3)),
        ("Divide(number, tensor)", static x => N.From(1.5) / x),
        ("Divide(double, tensor)", static x => N.From(1.5) / x),
        ("Multiply(by itself)", static x => x * x),
        ("Divide(by itself)", static x => x / x),
        ("Remainder(number)", static x => Remainder(x, N.From(2))),
        ("Maximum(number)", static x => Functions<N>.Max(x, N.From(0.5))),
        ("Minimum(number)", static x => Functions<N>.Min(x, N.From(0.5))),
        ("Clamp", static x => Functions<N>.Clamp(x, -1, 0.5)),
        ("Where(x > 0, log x, 0)", static x => Functions<N>.IsPositive(x) ? N.Log(x) : default),
    ];

    private static IEnumerable<(string Name, Func<N, N> Function)> Activations() =>
    [
        ("Relu", Relu),
        ("Relu6", static x => Functions<N>.Clamp(x, 0, 6)),
        ("LeakyRelu(0.25)", static x => Functions<N>.IsPositive(x) ? x : N.From(0.25) * x),
        ("Elu(1.5)", static x => Elu(x, N.From(1.5))),
        ("Celu(2)", static x => Functions<N>.IsPositive(x) ? x : N.From(2) * (N.Exp(Functions<N>.Half * x) - One)),
        ("Selu", static x => N.From(SeluScale) * Elu(x, N.From(SeluAlpha))),
        ("Gelu", static x => Functions<N>.Half * x * (One + Functions<N>.Erf(x / N.Sqrt(N.From(2))))),
        ("Gelu(Tanh)", GeluTanh),
        ("GeluTanh", GeluTanh),
        ("Silu", static x => x * Functions<N>.Sigmoid(x)),
        ("Mish", static x => x * Functions<N>.Tanh(Functions<N>.Softplus(x))),
        ("Softplus", Functions<N>.Softplus),
        ("LogSigmoid", static x => -Functions<N>.Softplus(-x)),
        ("Softsign", static x => x / (One + Functions<N>.Abs(x))),
        ("Softshrink(0.5)", static x => x - Functions<N>.Clamp(x, -0.5, 0.5)),
        ("Hardshrink(0.5)", static x => Math.Abs(x.Leading) > 0.5 ? x : default),
        ("Tanhshrink", static x => x - Functions<N>.Tanh(x)),
        ("HardTanh", static x => Functions<N>.Clamp(x, -1, 1)),
        ("HardTanh(-0.5, 1.5)", static x => Functions<N>.Clamp(x, -0.5, 1.5)),
        ("HardSigmoid", static x => Functions<N>.Clamp(x + N.From(3), 0, 6) / N.From(6)),
        ("HardSwish", static x => x * Functions<N>.Clamp(x + N.From(3), 0, 6) / N.From(6)),
    ];

    private static IEnumerable<(string Name, Func<N[], N> Function)> Several() =>
    [
        ("Add", static x => x[0] + x[1]),
        ("Subtract", static x => x[0] - x[1]),
        ("Multiply", static x => x[0] * x[1]),
        ("Divide", static x => x[0] / x[1]),
        ("Absorb", static x => x[0] * x[1]),
        ("PRelu", static x => Functions<N>.IsPositive(x[0]) ? x[0] : x[1] * x[0]),
        ("Pow", static x => N.Exp(x[1] * N.Log(x[0]))),
        ("Remainder", static x => Remainder(x[0], x[1])),
        ("Maximum", static x => Functions<N>.Max(x[0], x[1])),
        ("Minimum", static x => Functions<N>.Min(x[0], x[1])),
        ("Atan2", static x => N.Atan(x[0] / x[1])),
        ("Hypot", static x => N.Sqrt((x[0] * x[0]) + (x[1] * x[1]))),
        ("LogAddExp", static x => N.Log(N.Exp(x[0]) + N.Exp(x[1]))),
        ("Lerp", static x => x[0] + (x[2] * (x[1] - x[0]))),
        ("Lerp(number)", static x => x[0] + (N.From(0.25) * (x[1] - x[0]))),
        ("Xlogy", static x => x[0] * N.Log(x[1])),
        ("MultiplyAdd", static x => (x[0] * x[1]) + x[2]),
        ("Addcmul", static x => x[0] + (x[1] * x[2])),
        ("Addcmul(scale)", static x => x[0] + (N.From(0.5) * x[1] * x[2])),
        ("Addcdiv", static x => x[0] + (x[1] / x[2])),
        ("Addcdiv(scale)", static x => x[0] + (N.From(0.5) * x[1] / x[2])),
        ("Where", static x => Functions<N>.IsPositive(x[0]) ? x[1] : x[2]),
        ("MaskedFill", static x => Functions<N>.IsPositive(x[1]) ? N.From(3) : x[0]),
        ("Clamp(tensors)", static x => Functions<N>.Max(x[1], Functions<N>.Min(x[2], x[0]))),
    ];

    private static N Relu(N x) => Functions<N>.IsPositive(x) ? x : default;

    private static N Elu(N x, N alpha) => Functions<N>.IsPositive(x) ? x : alpha * (N.Exp(x) - One);

    private static N GeluTanh(N x) =>
        Functions<N>.Half * x * (One + Functions<N>.Tanh(N.Sqrt(N.From(2) / N.Pi) * (x + (N.From(0.044715) * x * x * x))));

    private static N Remainder(N x, N y) => x - (y * Functions<N>.Step(x / y, Math.Floor));
}
