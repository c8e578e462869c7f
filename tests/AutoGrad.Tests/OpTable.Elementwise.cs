namespace AutoGrad;

internal static partial class OpTable
{
    private static IEnumerable<OpRow> ElementwiseFamily()
    {
        yield return Unary("Negate", x => -x, x => -x, x => -x).Linear().Ulp(0).DoubleUlp(0).Edge(0, -0.0, -1).Edge(double.NaN, double.NaN, -1).Edge(double.PositiveInfinity, double.NegativeInfinity, -1);
        yield return Unary("Square", x => x.Square(), x => x.Square(), x => x * x).Ulp(1).DoubleUlp(0).Edge(0, 0, 0).Edge(double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity).Edge(double.NaN, double.NaN, double.NaN);
        yield return Unary("Exp", x => x.Exp(), x => x.Exp(), Math.Exp).Over(-3, 3).Edge(0, 1, 1).Edge(double.NegativeInfinity, 0, 0).Edge(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity).Edge(double.NaN, double.NaN, double.NaN);
        yield return Unary("Log", x => x.Log(), x => x.Log(), Math.Log).Over(0.1, 8).Edge(1, 0, 1).Edge(0, double.NegativeInfinity, double.PositiveInfinity).Edge(-1, double.NaN).Edge(double.PositiveInfinity, double.PositiveInfinity, 0).Edge(double.NaN, double.NaN, double.NaN);
        yield return Unary("Sin", x => x.Sin(), x => x.Sin(), Math.Sin).Over(-4, 4).Edge(0, 0, 1).Edge(-0.0, -0.0, 1).Edge(double.PositiveInfinity, double.NaN, double.NaN).Edge(double.NaN, double.NaN, double.NaN);
        yield return Unary("Cos", x => x.Cos(), x => x.Cos(), Math.Cos).Over(-4, 4).Edge(0, 1, 0).Edge(double.NegativeInfinity, double.NaN, double.NaN).Edge(double.NaN, double.NaN, double.NaN);
    }
}
