namespace AutoGrad.Tests.Transforms;

/// <summary>Solutions of differential equations and their derivatives, against closed forms, and their memory.</summary>
public sealed class OdeTests
{
    private static readonly double[] times = [0, 0.5, 1.5, 2];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_oscillation_and_its_derivatives_are_those_of_sine_and_cosine(bool adaptive)
    {
        // y'' = -k y from (a, 0): y = a cos(√k t).
        Tensor<double> Solve(Tensor<double> p)
        {
            var zero = p[1] * 0;
            Tensor<double> Slope(double t, Tensor<double> y) => Ops.Stack([y[1], -p[0] * y[0]]);
            var start = Ops.Stack([p[1], zero]);
            return adaptive
                ? Ode.DormandPrince(Slope, start, times, 1e-10, 1e-12).Select(1, 0)
                : Ode.RungeKutta4(Slope, start, times, 200).Select(1, 0);
        }

        var p = Tensor.Create([2.0, 1.5]);
        var (value, jacobian) = (Solve(p).ToArray(), Differentiate.Jacobian<double>(Solve)(p).ToArray());
        for (var index = 0; index < times.Length; index++)
        {
            var (phase, root) = (Math.Sqrt(2) * times[index], Math.Sqrt(2));
            Assert.Equal(1.5 * Math.Cos(phase), value[index], 1e-8);
            Assert.Equal(-1.5 * Math.Sin(phase) * times[index] / (2 * root), jacobian[2 * index], 1e-7);
            Assert.Equal(Math.Cos(phase), jacobian[(2 * index) + 1], 1e-8);
        }
    }

    [Fact]
    public void Both_methods_have_their_orders()
    {
        static double Error(double[] grid, int steps, bool adaptive)
        {
            static Tensor<double> Slope(double t, Tensor<double> y) => y * Math.Cos(t);
            var end = adaptive ? Ode.DormandPrince(Slope, Tensor.Ones<double>(1), grid, 10, 1e3) : Ode.RungeKutta4(Slope, Tensor.Ones<double>(1), grid, steps);
            return Math.Abs(end[^1].Sum().Item() - Math.Exp(Math.Sin(2)));
        }

        Assert.InRange(Error([0, 2], 10, false) / Error([0, 2], 20, false), 12, 22);

        // Tolerances so wide that every step goes from one time to the next.
        double[] Grid(int count) => [.. Enumerable.Range(0, count + 1).Select(i => 2.0 * i / count)];
        Assert.InRange(Error(Grid(20), 0, true) / Error(Grid(40), 0, true), 22, 45);
    }

    [Fact]
    public void Gradients_pass_the_check_and_reach_the_parameters_of_a_net()
    {
        GradientCheck.Assert<double>(
            a => Ode.RungeKutta4((t, y) => (a[1].MatMul(y) * Math.Cos(t)).Tanh(), a[0], [1.0, 0.4, 0.0], 2),
            [Tensor.Create([1.0, -0.5]), new RandomStream(4).Normal<double>([2, 2])]);

        var net = new Dense<double>(2, 2, new RandomStream(6));
        using var tape = new Tape<double>();
        var end = Ode.RungeKutta4((_, y) => net.Forward(y).Tanh(), Tensor.Ones<double>(3, 2), [0.0, 1.0], 8);
        var gradients = tape.Gradients(end.Square().Sum());
        Assert.All(net.Parameters, parameter => Assert.DoesNotContain(0.0, gradients[parameter].ToArray()));
    }

    [Fact]
    public void A_step_keeps_one_state_whatever_the_slope_takes()
    {
        const int Size = 1000;
        var arena = Arena<double>.Current;
        using var tape = new Tape<double>();
        var start = tape.Watch(Tensor.Linspace(-1.0, 1.0, Size));
        var before = arena.RentedBytes;
        _ = Ode.RungeKutta4((_, y) => y.Sin().Square().Exp().Log1p().Tanh(), start, [0.0, 1.0], 50);
        Assert.InRange((arena.RentedBytes - before) / (1024 * sizeof(double)), 50, 56);
    }

    [Fact]
    public void A_solver_inside_a_recomputed_function_takes_the_same_steps_again()
    {
        static Tensor<double> Path(Tensor<double> p) => Ode.DormandPrince((t, y) => -p * y.Square() * t, Tensor.Ones<double>(3), [0.0, 3.0], 1e-4, 1e-6)[^1].Sum();
        var p = Tensor.Create([0.5, 2.0, 9.0]);
        Assert.Equal(Differentiate.Gradient<double>(Path)(p).ToArray(), Differentiate.Gradient(Differentiate.Recompute<double>(Path))(p).ToArray());
    }
}
