namespace AutoGrad.GradBench;

/// <summary>The logarithm of a sum of exponentials, made of max, exp, sum and log.</summary>
internal static class Lse
{
    public sealed record Input(double[] X) : Repeated;

    public static Module Module { get; } = new Module<Input>("lse")
    {
        ["primal"] = static input =>
        {
            var x = Read(input);
            return Timed.Value(() => LogSumExp(x));
        },
        ["gradient"] = static input =>
        {
            var x = Read(input);
            return () => Differentiate.Gradient<double>(LogSumExp)(x);
        },
    };

    private static Tensor<double> Read(Input input) => Arrays.Vector(input.X, Arrays.AtLeast(1, input.X.Length));

    private static Tensor<double> LogSumExp(Tensor<double> x)
    {
        var largest = x.Max();
        return largest + (x - largest).Exp().Sum().Log();
    }
}
