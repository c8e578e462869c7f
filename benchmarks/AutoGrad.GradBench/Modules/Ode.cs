namespace AutoGrad.GradBench;

/// <summary>y_0' = x_0, y_i' = x_i y_(i-1) from y(0) = 0 to y(2), by s steps of the classical Runge-Kutta method.</summary>
internal static class Ode
{
    public sealed record Input(double[] X, int S) : Repeated;

    public static Module Module { get; } = new Module<Input>("ode")
    {
        ["primal"] = static input =>
        {
            var (x, steps) = Read(input);
            return Timed.Value(() => Solve(x, steps));
        },
        ["gradient"] = static input =>
        {
            var (x, steps) = Read(input);
            return () => Differentiate.Gradient<double>(x => Solve(x, steps).Select(0, ^1))(x);
        },
    };

    private static (Tensor<double> X, int Steps) Read(Input input) => (Arrays.Vector(input.X, Arrays.AtLeast(1, input.X.Length)), Arrays.AtLeast(1, input.S));

    private static Tensor<double> Solve(Tensor<double> x, int steps)
    {
        // A component that is 1 for ever stands before y, so that y_0 is like the others: z_i' = x_i z_(i-1).
        var slopes = x.Pad([(1, 0)]);
        Tensor<double> Slope(Tensor<double> z) => slopes * z.Roll(1, 0);

        var h = 2.0 / steps;
        var z = Tensor.Zeros<double>(x.Length).Pad([(1, 0)], value: 1);
        for (var step = 0; step < steps; step++)
        {
            var k1 = Slope(z);
            var k2 = Slope(z + (h / 2 * k1));
            var k3 = Slope(z + (h / 2 * k2));
            var k4 = Slope(z + (h * k3));
            z += h / 6 * (k1 + (2 * (k2 + k3)) + k4);
        }

        return z.Narrow(0, 1, x.Length);
    }
}
