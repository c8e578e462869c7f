namespace AutoGrad.GradBench;

/// <summary>Least squares: a polynomial with the coefficients x against the sign function on n points of [-1, 1].</summary>
internal static class Llsq
{
    public sealed record Input(double[] X, int N) : Repeated;

    public static Module Module { get; } = new Module<Input>("llsq")
    {
        ["primal"] = static input =>
        {
            var (x, n) = Read(input);
            return Timed.Value(() => HalfSquares(x, n));
        },
        ["gradient"] = static input =>
        {
            var (x, n) = Read(input);
            return () => Differentiate.Gradient<double>(x => HalfSquares(x, n))(x);
        },
    };

    private static (Tensor<double> X, int N) Read(Input input) => (Arrays.Vector(input.X, Arrays.AtLeast(1, input.X.Length)), Arrays.AtLeast(2, input.N));

    /// <summary>y = 1/2 sum over i of (sign t_i - sum over j of x_j t_i^j)^2.</summary>
    private static Tensor<double> HalfSquares(Tensor<double> x, int n)
    {
        var t = (Tensor.Arange<double>(n) * 2 / (n - 1)) - 1;
        return 0.5 * (t.Sign() - x.MatMul(Powers(t, x.Length))).SumOfSquares();
    }

    /// <summary>The rows t^0, t^1, ... t^(count - 1): those there are, times the next power, double their number.</summary>
    private static Tensor<double> Powers(Tensor<double> t, int count)
    {
        var powers = Tensor.Ones<double>(1, t.Length);
        for (var next = t; powers.Shape[0] < count; next = next.Square())
        {
            var missing = Math.Min(powers.Shape[0], count - powers.Shape[0]);
            powers = Ops.Concat([powers, powers.Narrow(0, 0, missing) * next]);
        }

        return powers;
    }
}
