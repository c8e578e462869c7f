namespace AutoGrad;

internal static partial class OpTable
{
    private const double Inf = double.PositiveInfinity;

    private static IEnumerable<OpRow> BroadcastingPairsFamily()
    {
        yield return Binary("Pow", (x, y) => x.Pow(y), (x, y) => x.Pow(y), Math.Pow).Over(0, 0.2, 3)
            .Edge([0, 0], 1, [0, 0]).Edge([0, 2], 0, [0, 0]).Edge([0, 1], 0, [1, 0]).Edge([3, 0], 1, [0, Math.Log(3)]).Edge([0, -1], Inf, [-Inf, -Inf]).Edge([-2, 3], -8).Edge([-2, 0.5], double.NaN)
            .Edge([0, 0.5], 0, [Inf, 0]);
        yield return Binary("Remainder", (x, y) => x.Remainder(y), (x, y) => x.Remainder(y), (x, y) => x - (y * Math.Floor(x / y))).Over(0, 2.3, 2.8).Over(1, -1.04, -1)
            .Edge([7, 3], 1, [1, -2]).Edge([-7, 3], 2, [1, 3]).Edge([7, -3], -2, [1, 3]).Edge([6, -3], -0.0).Edge([1, 0], double.NaN).Edge([1, Inf], 1, [1, -0.0]);
        yield return Unary("Remainder(number)", x => x.Remainder(2), x => x.Remainder(2), x => x - (2 * Math.Floor(x / 2))).Integers().Edge(-1, 1, 1);
        yield return Binary("Maximum", (x, y) => x.Maximum(y), (x, y) => x.Maximum(y), Math.Max).Distinct().DoubleUlp(0).Ulp(0)
            .Edge([2, 2], 2, [0.5, 0.5]).Edge([-0.0, 0], 0, [0.5, 0.5]).Edge([double.NaN, 1], double.NaN, [double.NaN, double.NaN]).Edge([-Inf, Inf], Inf, [0, 1]);
        yield return Unary("Maximum(number)", x => x.Maximum(0.5), x => x.Maximum(0.5), x => Math.Max(x, 0.5)).Kinks(0.5).Edge(0.5, 0.5, 0.5).Edge(double.NaN, double.NaN, double.NaN);
        yield return Binary("Minimum", (x, y) => x.Minimum(y), (x, y) => x.Minimum(y), Math.Min).Distinct().DoubleUlp(0).Ulp(0)
            .Edge([2, 2], 2, [0.5, 0.5]).Edge([-0.0, 0], -0.0, [0.5, 0.5]).Edge([double.NaN, 1], double.NaN, [double.NaN, double.NaN]).Edge([-Inf, Inf], -Inf, [1, 0]);
        yield return Unary("Minimum(number)", x => x.Minimum(0.5), x => x.Minimum(0.5), x => Math.Min(x, 0.5)).Kinks(0.5).Edge(0.5, 0.5, 0.5).Edge(double.NaN, double.NaN, double.NaN);
        yield return Binary("Atan2", (y, x) => y.Atan2(x), (y, x) => y.Atan2(x), Math.Atan2).Over(1, 0.3, 2)
            .Edge([0, 0], 0, [0, 0]).Edge([1, 0], Math.PI / 2, [0, -1]).Edge([1e30, 1e30], Math.PI / 4, [0.5e-30, -0.5e-30]).Edge([0, -1], Math.PI, [-1, -0.0]);
        yield return Binary("Hypot", (x, y) => x.Hypot(y), (x, y) => x.Hypot(y), (x, y) => Math.Sqrt((x * x) + (y * y))).Kinks(0)
            .Edge([0, 0], 0, [0, 0]).Edge([3, 4], 5, [0.6, 0.8]).Edge([3e30, 4e30], 5e30, [0.6, 0.8]).Edge([3e-30, 4e-30], 5e-30, [0.6, 0.8]).Edge([-Inf, 1], Inf).Edge([double.NaN, 1], double.NaN, [double.NaN, double.NaN]);
        yield return Binary("LogAddExp", (x, y) => x.LogAddExp(y), (x, y) => x.LogAddExp(y), (x, y) => Math.Log(Math.Exp(x) + Math.Exp(y))).Over(0, 0.1, 3)
            .Edge([-Inf, -Inf], -Inf, [0, 0]).Edge([Inf, Inf], Inf, [0.5, 0.5]).Edge([1000, 0], 1000, [1, 0]).Edge([-Inf, 2], 2, [0, 1]).Edge([double.NaN, 0], double.NaN, [double.NaN, double.NaN]);
        yield return Ternary("Lerp", (x, y, w) => x.Lerp(y, w), (x, y, w) => x.Lerp(y, w), (x, y, w) => x + (w * (y - x))).Over(0, 1, 2).Over(1, 3, 4).Over(2, 0, 1).Edge([0.1, 0.7, 1], 0.7).Edge([0.1, 0.7, 0], 0.1);
        yield return Binary("Lerp(number)", (x, y) => x.Lerp(y, 0.25), (x, y) => x.Lerp(y, 0.25), (x, y) => x + (0.25 * (y - x))).Linear().Over(0, 1, 2).Over(1, 3, 4);
        yield return Binary("Xlogy", (x, y) => x.Xlogy(y), (x, y) => x.Xlogy(y), (x, y) => x * Math.Log(y)).Over(1, 1.3, 4)
            .Edge([0, 0], 0, [0, 0]).Edge([0, 2], 0, [Math.Log(2), 0]).Edge([0, -1], 0, [0, -0.0]).Edge([1, 0], -Inf, [-Inf, Inf]).Edge([0, double.NaN], double.NaN);
        yield return Ternary("MultiplyAdd", (x, y, z) => x.MultiplyAdd(y, z), (x, y, z) => x.MultiplyAdd(y, z), Math.FusedMultiplyAdd).Over(0.3, 2).Ulp(1).DoubleUlp(0);
        yield return Ternary("Addcmul", (x, y, z) => x.Addcmul(y, z), (x, y, z) => x.Addcmul(y, z), (x, y, z) => x + (y * z)).Over(0.3, 2);
        yield return Ternary("Addcmul(scale)", (x, y, z) => x.Addcmul(y, z, 0.5), (x, y, z) => x.Addcmul(y, z, 0.5), (x, y, z) => x + (0.5 * y * z)).Over(0.3, 2);
        yield return Ternary("Addcdiv", (x, y, z) => x.Addcdiv(y, z), (x, y, z) => x.Addcdiv(y, z), (x, y, z) => x + (y / z)).Over(0.3, 2);
        yield return Ternary("Addcdiv(scale)", (x, y, z) => x.Addcdiv(y, z, 0.5), (x, y, z) => x.Addcdiv(y, z, 0.5), (x, y, z) => x + (0.5 * y / z)).Over(0.3, 2);
    }

    private static IEnumerable<OpRow> ComparisonFamily()
    {
        yield return Binary("Greater", (x, y) => x.Greater(y), (x, y) => x > y, (x, y) => x > y ? 1 : 0).Order(0).Edge([1, 1], 0).Edge([double.NaN, 1], 0).Edge([0, -0.0], 0);
        yield return Binary("GreaterOrEqual", (x, y) => x.GreaterOrEqual(y), (x, y) => x >= y, (x, y) => x >= y ? 1 : 0).Order(0).Edge([1, 1], 1).Edge([double.NaN, 1], 0).Edge([-0.0, 0], 1);
        yield return Binary("Less", (x, y) => x.Less(y), (x, y) => x < y, (x, y) => x < y ? 1 : 0).Order(0).Edge([1, 1], 0).Edge([double.NaN, 1], 0).Edge([-Inf, Inf], 1);
        yield return Binary("LessOrEqual", (x, y) => x.LessOrEqual(y), (x, y) => x <= y, (x, y) => x <= y ? 1 : 0).Order(0).Edge([1, 1], 1).Edge([double.NaN, 1], 0).Edge([0, -0.0], 1);
        yield return Binary("EqualTo", (x, y) => x.EqualTo(y), (x, y) => x.EqualTo(y), (x, y) => x == y ? 1 : 0).Order(0).Edge([1, 1], 1).Edge([double.NaN, double.NaN], 0).Edge([-0.0, 0], 1);
        yield return Binary("NotEqualTo", (x, y) => x.NotEqualTo(y), (x, y) => x.NotEqualTo(y), (x, y) => x != y ? 1 : 0).Order(0).Edge([1, 1], 0).Edge([double.NaN, double.NaN], 1).Edge([-0.0, 0], 0);
        yield return Unary("Greater(number)", x => x.Greater(0.5), x => x > 0.5, x => x > 0.5 ? 1 : 0).Order(0).Edge(0.5, 0);
        yield return Unary("GreaterOrEqual(number)", x => x.GreaterOrEqual(0.5), x => x >= 0.5, x => x >= 0.5 ? 1 : 0).Order(0).Edge(0.5, 1);
        yield return Unary("Less(number)", x => x.Less(0.5), x => x < 0.5, x => x < 0.5 ? 1 : 0).Order(0).Edge(0.5, 0);
        yield return Unary("LessOrEqual(number)", x => x.LessOrEqual(0.5), x => x <= 0.5, x => x <= 0.5 ? 1 : 0).Order(0).Edge(0.5, 1);
        yield return Unary("Less(of a number)", x => 0.5 > x, x => 0.5 > x, x => x < 0.5 ? 1 : 0).Order(0).Edge(0.5, 0);
        yield return Unary("EqualTo(number)", x => x.EqualTo(0.5), x => x.EqualTo(0.5), x => x == 0.5 ? 1 : 0).Order(0).Edge(0.5, 1);
        yield return Unary("NotEqualTo(number)", x => x.NotEqualTo(0.5), x => x.NotEqualTo(0.5), x => x != 0.5 ? 1 : 0).Order(0).Edge(0.5, 0);
    }

    private static IEnumerable<OpRow> SelectionFamily()
    {
        yield return Ternary("Where", (c, x, y) => Ops.Where(c > 0, x, y), (c, x, y) => Ops.Where(c > 0, x, y), (c, x, y) => c > 0 ? x : y).Fixed(0).Kinks(0, [0]).Ulp(0).DoubleUlp(0)
            .Edge([1, 2, double.NaN], 2, [0, 1, 0]).Edge([0, Inf, 3], 3, [0, 0, 1]);
        yield return Binary("MaskedFill", (x, m) => x.MaskedFill(m > 0, 3), (x, m) => x.MaskedFill(m > 0, 3), (x, m) => m > 0 ? 3 : x).Fixed(1).Kinks(1, [0]).Ulp(0).DoubleUlp(0)
            .Edge([double.NaN, 1], 3, [0, 0]).Edge([2, 0], 2, [1, 0]);
        yield return Unary("Clamp", x => x.Clamp(-1, 0.5), x => x.Clamp(-1, 0.5), x => Math.Clamp(x, -1, 0.5)).Kinks(-1, 0.5).Ulp(0).DoubleUlp(0)
            .Edge(-1, -1, 1).Edge(0.5, 0.5, 1).Edge(double.NaN, double.NaN, double.NaN).Edge(Inf, 0.5, 0).Edge(-Inf, -1, 0);
        yield return Ternary("Clamp(tensors)", (x, a, b) => x.Clamp(a, b), (x, a, b) => x.Clamp(a, b), Math.Clamp).Over(1, -3, -2.5).Over(2, 2.5, 3).Edge([1, 1, 3], 1, [0.5, 0.5, 0]).Edge([5, 1, 3], 3, [0, 0, 1]);

        // The untaken branch of Where does not poison the gradient.
        yield return Unary("Where(x > 0, log x, 0)", x => Ops.Where(x > 0, x.Log(), Tensor.Scalar(0.0)), x => Ops.Where(x > 0, x.Log(), Tensor.Scalar(0f)), x => x > 0 ? Math.Log(x) : 0)
            .Over(0.3, 3).Edge(0, 0, 0).Edge(-1, 0, 0);
    }
}
