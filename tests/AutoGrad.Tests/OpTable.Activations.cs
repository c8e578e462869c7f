namespace AutoGrad;

internal static partial class OpTable
{
    private const double SeluScale = 1.0507009873554804934;
    private const double SeluAlpha = 1.6732632423543772848;

    private static IEnumerable<OpRow> ActivationFamily()
    {
        yield return Unary("Relu", x => x.Relu(), x => x.Relu(), x => Math.Max(x, 0)).Kinks(0).Ulp(0).DoubleUlp(0).Edge(0, 0, 0).Edge(-0.0, 0, 0).Edge(-Infinity, 0, 0).Edge(Infinity, Infinity, 1).Edge(NaN, NaN, NaN);
        yield return Unary("Relu6", x => x.Relu6(), x => x.Relu6(), x => Math.Clamp(x, 0, 6)).Over(-2, 8).Kinks(0, 6).Ulp(0).DoubleUlp(0).Edge(0, 0, 0).Edge(6, 6, 0).Edge(Infinity, 6, 0).Edge(NaN, NaN, NaN);
        yield return Unary("LeakyRelu(0.25)", x => x.LeakyRelu(0.25), x => x.LeakyRelu(0.25f), x => x > 0 ? x : 0.25 * x).Kinks(0).Ulp(0).DoubleUlp(0).Edge(0, 0, 0.25).Edge(-Infinity, -Infinity, 0.25).Edge(NaN, NaN, NaN);
        yield return Binary("PRelu", (x, slope) => x.PRelu(slope), (x, slope) => x.PRelu(slope), (x, slope) => x > 0 ? x : slope * x).Kinks(0, [0]).Ulp(1).DoubleUlp(0).Edge([0, 0.2], 0, [0.2, 0]).Edge([-3, 0.25], -0.75, [0.25, -3]).Edge([3, 0.25], 3, [1, 0]).Edge([NaN, 0.2], NaN, [NaN, NaN]);
        yield return Unary("Elu(1.5)", x => x.Elu(1.5), x => x.Elu(1.5f), x => x > 0 ? x : 1.5 * (Math.Exp(x) - 1)).Kinks(0).DoubleUlp(200).Edge(0, 0, 1.5).Edge(-Infinity, -1.5, 0).Edge(Infinity, Infinity, 1).Edge(NaN, NaN, NaN);
        yield return Unary("Celu(2)", x => x.Celu(2), x => x.Celu(2f), x => x > 0 ? x : 2 * (Math.Exp(x / 2) - 1)).Kinks(0).DoubleUlp(400).Edge(0, 0, 1).Edge(-Infinity, -2, 0).Edge(Infinity, Infinity, 1).Edge(NaN, NaN, NaN);
        yield return Unary("Selu", x => x.Selu(), x => x.Selu(), x => SeluScale * (x > 0 ? x : SeluAlpha * (Math.Exp(x) - 1))).Kinks(0).DoubleUlp(200).Edge(0, 0, SeluScale * SeluAlpha).Edge(-Infinity, -SeluScale * SeluAlpha, 0).Edge(NaN, NaN, NaN);
        yield return Unary("Gelu", x => x.Gelu(), x => x.Gelu(), x => x * (1 + ErfReference(x / Math.Sqrt(2))) / 2).Ulp(6).DoubleUlp(200).Edge(0, 0, 0.5).Edge(Infinity, Infinity, 1).Edge(-Infinity, -0.0, 0).Edge(NaN, NaN, NaN).Edge(-1e20, -0.0, 0);
        yield return Unary("Gelu(Tanh)", x => x.Gelu(GeluForm.Tanh), x => x.Gelu(GeluForm.Tanh), GeluTanhReference).Ulp(16).DoubleUlp(100).Edge(0, 0, 0.5).Edge(Infinity, Infinity, 1).Edge(-Infinity, -0.0, 0).Edge(1e20, 1e20, 1);
        yield return Unary("GeluTanh", x => x.GeluTanh(), x => x.GeluTanh(), GeluTanhReference).Ulp(16).DoubleUlp(100).Edge(NaN, NaN, NaN).Edge(-1e20, -0.0, 0);
        yield return Unary("Silu", x => x.Silu(), x => x.Silu(), x => x / (1 + Math.Exp(-x))).Over(-4, 4).Edge(0, 0, 0.5).Edge(Infinity, Infinity, 1).Edge(-Infinity, -0.0, 0).Edge(NaN, NaN, NaN).Edge(-1e20, -0.0, 0);
        yield return Unary("Mish", x => x.Mish(), x => x.Mish(), x => x * Math.Tanh(Math.Log(1 + Math.Exp(x)))).Over(-4, 4).DoubleUlp(200).Edge(0, 0, 0.6).Edge(Infinity, Infinity, 1).Edge(-Infinity, -0.0, 0).Edge(NaN, NaN, NaN).Edge(-1e20, -0.0, 0);
        yield return Unary("Softplus", x => x.Softplus(), x => x.Softplus(), x => Math.Log(1 + Math.Exp(x))).Over(-3, 4).DoubleUlp(100).Edge(0, Math.Log(2), 0.5).Edge(Infinity, Infinity, 1).Edge(-Infinity, 0, 0).DoubleEdge(-50, Math.Exp(-50), Math.Exp(-50)).Edge(NaN, NaN, NaN);
        yield return Unary("LogSigmoid", x => x.LogSigmoid(), x => x.LogSigmoid(), x => -Math.Log(1 + Math.Exp(-x))).Over(-4, 3).DoubleUlp(100).Edge(0, -Math.Log(2), 0.5).Edge(-Infinity, -Infinity, 1).Edge(Infinity, -0.0, 0).DoubleEdge(50, -Math.Exp(-50), Math.Exp(-50)).Edge(NaN, NaN, NaN);
        yield return Unary("Softsign", x => x.Softsign(), x => x.Softsign(), x => x / (1 + Math.Abs(x))).Kinks(0).Ulp(1.5).DoubleUlp(0).Edge(-0.0, -0.0, 1).Edge(Infinity, 1, 0).Edge(-Infinity, -1, 0).Edge(NaN, NaN, NaN);
        yield return Unary("Softshrink(0.5)", x => x.Softshrink(0.5), x => x.Softshrink(0.5f), x => Math.Sign(x) * Math.Max(Math.Abs(x) - 0.5, 0)).Kinks(-0.5, 0.5).Ulp(1).DoubleUlp(0).Edge(0.5, 0, 0).Edge(-0.5, 0, 0).Edge(Infinity, Infinity, 1).Edge(NaN, NaN, NaN);
        yield return Unary("Hardshrink(0.5)", x => x.Hardshrink(0.5), x => x.Hardshrink(0.5f), x => Math.Abs(x) > 0.5 ? x : 0).Kinks(-0.5, 0.5).Ulp(0).DoubleUlp(0).Edge(0.5, 0, 0).Edge(-0.5, 0, 0).Edge(-Infinity, -Infinity, 1).Edge(NaN, NaN, NaN);
        yield return Unary("Tanhshrink", x => x.Tanhshrink(), x => x.Tanhshrink(), x => x - Math.Tanh(x)).Over(0.5, 3).Ulp(6).DoubleUlp(80).Edge(-0.0, -0.0, 0).Edge(1e-3, 3.3333320000005397e-10, 9.999993333337778e-7).Edge(Infinity, Infinity, 1).Edge(NaN, NaN, NaN);
        yield return Unary("HardTanh", x => x.HardTanh(), x => x.HardTanh(), x => Math.Clamp(x, -1, 1)).Kinks(-1, 1).Ulp(0).DoubleUlp(0).Edge(1, 1, 0).Edge(-1, -1, 0).Edge(-Infinity, -1, 0).Edge(NaN, NaN, NaN);
        yield return Unary("HardTanh(-0.5, 1.5)", x => x.HardTanh(-0.5, 1.5), x => x.HardTanh(-0.5f, 1.5f), x => Math.Clamp(x, -0.5, 1.5)).Kinks(-0.5, 1.5).Ulp(0).DoubleUlp(0);
        yield return Unary("HardSigmoid", x => x.HardSigmoid(), x => x.HardSigmoid(), x => Math.Clamp(x + 3, 0, 6) / 6).Over(-4, 4).Kinks(-3, 3).Ulp(8).DoubleUlp(0).Edge(0, 0.5, 1.0 / 6).Edge(3, 1, 0).Edge(-3, 0, 0).Edge(Infinity, 1, 0).Edge(NaN, NaN, NaN);
        yield return Unary("HardSwish", x => x.HardSwish(), x => x.HardSwish(), x => x * Math.Clamp(x + 3, 0, 6) / 6).Over(-6, 6).Kinks(-3, 3).Ulp(8).DoubleUlp(1).Edge(0, 0, 0.5).Edge(3, 3, 1).Edge(-3, 0, 0).Edge(-Infinity, 0, 0).Edge(Infinity, Infinity, 1).Edge(NaN, NaN, NaN);
        yield return Shaped("Glu", x => x.Glu(), x => x.Glu(), x => Halves(x, x.Rank - 1, (a, b) => a / (1 + Math.Exp(-b))), [4], [2, 6], [0, 2], [3, 0]);
        yield return Shaped("Glu(axis 0)", x => x.Glu(0), x => x.Glu(0), x => Halves(x, 0, (a, b) => a / (1 + Math.Exp(-b))), [2], [4, 3], [2, 1, 2]);
        yield return Shaped("SwiGlu", x => x.SwiGlu(), x => x.SwiGlu(), x => Halves(x, x.Rank - 1, (a, b) => a / (1 + Math.Exp(-a)) * b), [4], [2, 6], [0, 2], [3, 0]);
        yield return Shaped("SwiGlu(axis 1)", x => x.SwiGlu(1), x => x.SwiGlu(1), x => Halves(x, 1, (a, b) => a / (1 + Math.Exp(-a)) * b), [1, 2], [2, 4, 3]);
    }

    private static double GeluTanhReference(double x) => x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))) / 2;

    /// <summary>A function of the elements of an axis's first half and their partners in the second.</summary>
    private static Dense Halves(Dense x, int axis, Func<double, double, double> function) =>
        x.Along(axis, lane => [.. lane.Take(lane.Length / 2).Zip(lane.Skip(lane.Length / 2), function)]);
}
