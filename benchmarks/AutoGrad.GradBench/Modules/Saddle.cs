namespace AutoGrad.GradBench;

/// <summary>min over a of max over b of |a|^2 - |b|^2: a descent through a whole ascent.</summary>
internal static class Saddle
{
    public sealed record Input(double[] Start) : Repeated;

    public static Module Module { get; } = Nesting.FourWays<Input>("saddle", static (input, outer, inner) =>
    {
        var start = Arrays.Vector(input.Start, 2);
        return () =>
        {
            Tensor<double> Best(Tensor<double> a) => Nesting.ArgMax(b => Value(a, b), start, inner);

            var a = Nesting.ArgMin(a => Value(a, Best(a)), start, outer);
            return Ops.Concat([a, Best(a)]);
        };
    });

    private static Tensor<double> Value(Tensor<double> a, Tensor<double> b) => a.SumOfSquares() - b.SumOfSquares();
}
