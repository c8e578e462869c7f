namespace AutoGrad;

internal static partial class OpTable
{
    private static IEnumerable<OpRow> BinaryFamily()
    {
        yield return Binary("Add", (x, y) => x + y, (x, y) => x + y, (x, y) => x + y).Linear().Ulp(1).DoubleUlp(0).Edge([-0.0, -0.0], -0.0, [1, 1]).Edge([double.PositiveInfinity, double.NegativeInfinity], double.NaN, [1, 1]);
        yield return Binary("Subtract", (x, y) => x - y, (x, y) => x - y, (x, y) => x - y).Linear().Ulp(1).DoubleUlp(0).Edge([1, 1], 0, [1, -1]).Edge([double.PositiveInfinity, double.PositiveInfinity], double.NaN, [1, -1]);
        yield return Binary("Multiply", (x, y) => x * y, (x, y) => x * y, (x, y) => x * y).Ulp(1).DoubleUlp(0).Edge([0, double.PositiveInfinity], double.NaN, [double.PositiveInfinity, 0]).Edge([-2, 0], -0.0, [0, -2]);
        yield return Binary("Divide", (x, y) => x / y, (x, y) => x / y, (x, y) => x / y).Over(1, 0.3, 3).Ulp(1).DoubleUlp(0).Edge([1, 0], double.PositiveInfinity, [double.PositiveInfinity, double.NegativeInfinity]).Edge([6, 3], 2);
        yield return Binary("Absorb", (x, y) => Ops.Absorb(x, y), (x, y) => Ops.Absorb(x, y), (x, y) => x * y).Kinks(0).Ulp(1).DoubleUlp(0).Edge([0, double.PositiveInfinity], 0).Edge([0, double.NaN], 0).Edge([double.NaN, 0], double.NaN);

        // A number in place of one tensor, in both element types' literals.
        yield return Unary("Add(tensor, number)", x => x + 1.5, x => x + 1.5f, x => x + 1.5).Ulp(1).DoubleUlp(0);
        yield return Unary("Add(number, tensor)", x => 1.5 + x, x => 1.5f + x, x => 1.5 + x).Ulp(1).DoubleUlp(0);
        yield return Unary("Add(tensor, double)", x => x + 1.5, x => x + 1.5, x => x + 1.5).Ulp(1).DoubleUlp(0);
        yield return Unary("Subtract(tensor, number)", x => x - 1.5, x => x - 1.5f, x => x - 1.5).Ulp(1).DoubleUlp(0);
        yield return Unary("Subtract(number, tensor)", x => 1.5 - x, x => 1.5f - x, x => 1.5 - x).Ulp(1).DoubleUlp(0);
        yield return Unary("Subtract(double, tensor)", x => 1.5 - x, x => 1.5 - x, x => 1.5 - x).Ulp(1).DoubleUlp(0);
        yield return Unary("Multiply(tensor, number)", x => x * -1.5, x => x * -1.5f, x => x * -1.5).Linear().Ulp(1).DoubleUlp(0);
        yield return Unary("Multiply(double, tensor)", x => -1.5 * x, x => -1.5 * x, x => -1.5 * x).Linear().Ulp(1).DoubleUlp(0);
        yield return Unary("Divide(tensor, number)", x => x / 3, x => x / 3f, x => x / 3).Linear().Ulp(1).DoubleUlp(0);
        yield return Unary("Divide(number, tensor)", x => 1.5 / x, x => 1.5f / x, x => 1.5 / x).Over(0.3, 3).Ulp(1).DoubleUlp(0).Edge(0, double.PositiveInfinity, double.NegativeInfinity);
        yield return Unary("Divide(double, tensor)", x => 1.5 / x, x => 1.5 / x, x => 1.5 / x).Over(0.3, 3).Ulp(1).DoubleUlp(0);

        // The same tensor twice: both contributions meet in one cotangent.
        yield return Unary("Multiply(by itself)", x => x * x, x => x * x, x => x * x).Ulp(1).DoubleUlp(0);
        yield return Unary("Divide(by itself)", x => x / x, x => x / x, _ => 1).Over(0.3, 3).Ulp(1).DoubleUlp(0);
    }
}
