using System.Numerics;
using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 13 to 31: the rules of calculus and what follows from them.</summary>
public class CalculusLaws
{
    [Law(13)]
    [Fact]
    public void Chain_rule_the_product_of_a_composition_is_the_composition_of_the_products() => Holds(FunctionAt.Any, static c =>
    {
        var inner = Value(c.F.Call, c.X);
        Near(Pull(c.F.Call, c.X, Pull(c.G.Call, inner, c.V)), Pull(x => c.G.Call(c.F.Call(x)), c.X, c.V));
    });

    [Law(14)]
    [Fact]
    public void Product_rule() => Holds(FunctionAt.Any, static c =>
    {
        static Dense Times(Dense x, Dense y) => Dense.Zip(static e => e[0] * e[1], x, y);
        var byF = Pull(c.F.Call, c.X, Times(c.V, Value(c.G.Call, c.X)));
        var byG = Pull(c.G.Call, c.X, Times(c.V, Value(c.F.Call, c.X)));
        Near(Dense.Zip(static e => e[0] + e[1], byF, byG), Pull(x => c.F.Call(x) * c.G.Call(x), c.X, c.V));
    });

    [Law(15)]
    [Fact]
    public void Quotient_rule() => Holds(FunctionAt.Any, static c =>
    {
        Tensor<double> Below(Tensor<double> x) => 2 + c.G.Call(x).Square();
        var (f, g) = (Value(c.F.Call, c.X), Value(Below, c.X));
        var byF = Pull(c.F.Call, c.X, Dense.Zip(static e => e[0] / e[1], c.V, g));
        var byG = Pull(Below, c.X, Dense.Zip(static e => -e[0] * e[1] / (e[2] * e[2]), c.V, f, g));
        Near(Dense.Zip(static e => e[0] + e[1], byF, byG), Pull(x => c.F.Call(x) / Below(x), c.X, c.V));
    });

    [Law(19)]
    [Fact]
    public void The_gradient_of_the_quadratic_form_x_A_x_is_A_plus_its_transpose_times_x() => Holds(Draws.ShortVector, static x =>
    {
        var n = x.Length;
        var a = Dense.From([n, n], static i => ((3 * i[0]) - (2 * i[1])) % 4);
        var expected = Dense.From([n], i => Enumerable.Range(0, n).Sum(j => (a[i[0], j] + a[j, i[0]]) * x[j]));
        Near(expected, Pull(t => (t.Reshape(n, 1) * a.To<double>() * t).Sum(), x));
        Near(expected, Pull(t => t.Reshape(1, n).MatMul(a.To<double>()).MatMul(t.Reshape(n, 1)).Sum(), x));
    });

    [Law(20)]
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Euler_for_a_homogeneous_function_x_times_the_gradient_is_the_degree_times_the_function(int degree) => Holds(Draws.Positive, x =>
    {
        var f = Homogeneous(degree);
        var value = Value(f, x).Values[0];
        Near(degree * value / (1 + Math.Abs(value)), Checks.Evaluate.Dot(x, Pull(f, x)) / (1 + Math.Abs(value)));
    });

    [Law(21)]
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_gradient_of_a_homogeneous_function_is_homogeneous_of_one_degree_less(int degree) => Holds(Draws.Positive, x =>
        Near(Pull(Homogeneous(degree), x).Map(e => e * Math.Pow(4, degree - 1)), Pull(Homogeneous(degree), x.Map(static e => 4 * e))));

    [Law(22)]
    [Fact]
    public void The_slopes_of_inverse_functions_are_reciprocal() => Holds(Draws.Positive, static x =>
    {
        Near(x.Map(static _ => 1), Pull(static t => t.Exp().Log(), x));
        Near(x.Map(static _ => 1), Pull(static t => t.Log().Exp(), x));
        Near(x.Map(static _ => 1), Pull(static t => 1 / (1 / t), x));
    });

    [Law(23)]
    [Fact]
    public void The_Hessian_is_symmetric() => Holds(FunctionAt.Short, static c =>
    {
        var hessian = Dense.Of(Differentiate.Hessian<double>(x => (c.F.Call(x) * c.G.Call(x)).Sum())(c.X.To<double>()));
        Near(Dense.From(hessian.Shape, i => hessian[i[1], i[0]]), hessian, 1e-11);
    });

    [Law(24)]
    [Fact]
    public void Hessian_vector_products_forward_over_reverse_reverse_over_reverse_and_by_differences_agree() => Holds(FunctionAt.Short, static c =>
    {
        Tensor<double> F(Tensor<double> x) => (c.F.Call(x) * c.G.Call(x)).Sum();
        var reverse = Dense.Of(Differentiate.HessianVectorProduct<double>(F)(c.X.To<double>(), c.V.To<double>()));
        var forward = Dense.Of(Differentiate.Jvp(Differentiate.Gradient<double>(F))(c.X.To<double>(), c.V.To<double>()).Product);
        Near(reverse, forward, 1e-11);
        for (var flat = 0; flat < c.X.Length; flat++)
        {
            var differences = Checks.FiniteDifference.Derivative(step => Pull(F, Dense.Zip(e => e[0] + (step / 2 * e[1]), c.X, c.V)).Values[flat]) * 2;
            Near(differences, reverse.Values[flat], 1e-8);
        }
    });

    [Law(25)]
    [Fact]
    public void Third_derivatives_by_nesting_agree_with_differences_of_second_ones() => Holds(FunctionAt.Short, static c =>
    {
        Func<Tensor<double>, Tensor<double>> second = Differentiate.Gradient(Differentiate.Gradient<double>(x => c.F.Call(x).Sum(), Unreached.Zero).Then(static g => g.Sin().Sum()), Unreached.Zero);
        Func<Tensor<double>, Tensor<double>> third = Differentiate.Gradient(second.Then(static g => g.Sum()), Unreached.Zero);
        var exact = Dense.Of(third(c.X.To<double>()));
        for (var flat = 0; flat < c.X.Length; flat++)
        {
            var differences = Checks.FiniteDifference.Derivative(step => Dense.Of(second(Checks.Evaluate.Moved([c.X], 0, flat, step / 4)[0].To<double>())).Values.Sum()) * 4;
            Assert.True(Math.Abs(differences - exact.Values[flat]) <= 1e-6 * Math.Max(1, Checks.Evaluate.Largest(exact)), $"differences {differences:R}, nesting {exact.Values[flat]:R}");
        }
    });

    [Law(26)]
    [Fact]
    public void Even_functions_have_odd_gradients_and_odd_functions_even_ones_bit_for_bit() => Holds(Draws.SmoothDirected, static c =>
    {
        var mirrored = c.X.Map(static e => -e);
        Same(Pull(static x => x.Cos(), c.X, c.V).Map(static e => -e), Pull(static x => x.Cos(), mirrored, c.V));
        Same(Pull(static x => x.Square(), c.X, c.V).Map(static e => -e), Pull(static x => x.Square(), mirrored, c.V));
        Same(Pull(static x => x.Sin(), c.X, c.V), Pull(static x => x.Sin(), mirrored, c.V));
        Same(Pull(static x => x * x * x, c.X, c.V), Pull(static x => x * x * x, mirrored, c.V));
    });

    [Law(27)]
    [Fact]
    public void The_slope_of_the_sine_is_periodic() => Holds(Draws.Smooth, static x =>
        Near(Pull(static t => t.Sin(), x), Pull(static t => t.Sin(), x.Map(static e => e + (2 * Math.PI)))));

    [Law(28)]
    [Fact]
    public void The_integral_of_the_gradient_along_a_segment_is_the_difference_of_the_values() => Holds(FunctionAt.Short, static c =>
    {
        Tensor<double> F(Tensor<double> x) => c.F.Call(x).Sum();
        // Gauss-Legendre with 5 points on each of 8 pieces: exact to degree 9.
        double[] nodes = [0, 0.5384693101056831, -0.5384693101056831, 0.9061798459386640, -0.9061798459386640];
        double[] weights = [0.5688888888888889, 0.4786286704993665, 0.4786286704993665, 0.2369268850561891, 0.2369268850561891];
        var integral = 0.0;
        for (var piece = 0; piece < 8; piece++)
        {
            for (var point = 0; point < nodes.Length; point++)
            {
                var t = (piece + ((1 + nodes[point]) / 2)) / 8;
                integral += weights[point] / 16 * Checks.Evaluate.Dot(c.V, Pull(F, Dense.Zip(e => e[0] + (t * e[1]), c.X, c.V)));
            }
        }

        Near(Value(F, Dense.Zip(static e => e[0] + e[1], c.X, c.V)).Values[0] - Value(F, c.X).Values[0], integral, 1e-9);
    });

    [Law(29)]
    [Fact]
    public void The_gradient_of_a_convex_function_is_monotone() => Holds(Draws.SmoothDirected, static c =>
    {
        static Tensor<double> F(Tensor<double> x) => x.Exp().Sum() + x.Square().Sum();
        var slope = Dense.Zip(static e => (e[0] - e[1]) * (e[2] - e[3]), Pull(F, c.X), Pull(F, c.V), c.X, c.V).Values.Sum();
        Assert.True(slope >= 0, $"<grad f(x) - grad f(y), x - y> = {slope}");
    });

    [Law(30)]
    [Fact]
    public void The_slopes_of_sine_and_cosine_are_at_most_one() => Holds(Draws.Smooth, static x =>
    {
        Assert.All(Pull(static t => t.Sin(), x).Values, static slope => Assert.InRange(slope, -1, 1));
        Assert.All(Pull(static t => t.Cos(), x).Values, static slope => Assert.InRange(slope, -1, 1));
    });

    [Law(31)]
    [Fact]
    public void Slopes_of_analytic_functions_are_their_complex_steps() => Holds(Draws.Positive, static x =>
    {
        // Im f(x + ih) / h has no cancellation, so h may be as small as one likes. Source: Squire and Trapp, SIAM Review 40, 1998.
        void Agrees(Func<Tensor<double>, Tensor<double>> f, Func<Complex, Complex> g) => Near(x.Map(e => g(new Complex(e, 1e-100)).Imaginary / 1e-100), Pull(f, x), 1e-11);
        Agrees(static t => t.Sin(), Complex.Sin);
        Agrees(static t => t.Cos() * t, static z => Complex.Cos(z) * z);
        Agrees(static t => t.Exp(), Complex.Exp);
        Agrees(static t => t.Log(), Complex.Log);
        Agrees(static t => t.Sigmoid(), static z => 1 / (1 + Complex.Exp(-z)));
        Agrees(static t => t.Softplus(), static z => Complex.Log(1 + Complex.Exp(z)));
        Agrees(static t => t.Square() / (1 + t), static z => z * z / (1 + z));
        Agrees(static t => t.Tanh(), static z => (Complex.Exp(2 * z) - 1) / (Complex.Exp(2 * z) + 1));
    });

    private static Func<Tensor<double>, Tensor<double>> Homogeneous(int degree) => degree switch
    {
        1 => static x => x.Square().Sum() / (x.Sum() + 1e-300),
        2 => static x => (x * x.Sum()).Sum(),
        _ => static x => (x.Square() * x).Sum() - (x.Sum() * x.Square().Sum()),
    };


}
