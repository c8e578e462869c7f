namespace AutoGrad.Tests.Transforms;

/// <summary>Derivatives of what an equation gives: held against closed forms and finite differences, of both orders and in both directions.</summary>
public sealed class ImplicitTests
{
    private readonly Tensor<double> theta = Tensor.Create([2.0, 0.7, 1.3]);

    [Fact]
    public void The_root_of_a_power_has_the_derivatives_of_the_closed_form()
    {
        // y³ = θ: dy/dθ = θ^(-2/3) / 3, d²y/dθ² = -2 θ^(-5/3) / 9, d³y/dθ³ = 10 θ^(-8/3) / 27.
        static Tensor<double> CubeRoot(Tensor<double> t) => Implicit.Root<double>(y => (y * y * y) - t, Tensor.Ones<double>(t.Shape));
        var x = Tensor.Scalar(8.0);
        Assert.Equal(2, CubeRoot(x).Item(), 1e-14);
        Assert.Equal(1 / 12.0, Differentiate.Gradient<double>(CubeRoot)(x).Item(), 1e-14);
        Assert.Equal(-2 / 288.0, Differentiate.Hessian<double>(CubeRoot)(x).Item(), 1e-14);
        Assert.Equal(10 / 6912.0, Differentiate.Jacobian(Differentiate.Hessian<double>(CubeRoot))(x).Item(), 1e-14);
        Assert.Equal(1 / 12.0, Differentiate.Jvp<double>(CubeRoot)(x, Tensor.Scalar(1.0)).Product.Item(), 1e-14);
    }

    [Fact]
    public void Roots_and_fixed_points_of_coupled_equations_pass_the_gradient_check()
    {
        var weight = new RandomStream(3).Normal<double>([3, 3]) * 0.2;
        GradientCheck.Assert<double>(t => Implicit.Root<double>(y => (y * y * y) + weight.MatMul(y) - t, t), theta);
        GradientCheck.Assert<double>(t => Implicit.FixedPoint<double>(y => (weight.MatMul(y) + t).Tanh(), Tensor.Zeros<double>(3)), theta);
        GradientCheck.Assert<double>(a => Implicit.FixedPoint<double>(y => (a[1].MatMul(y) + a[0]).Tanh(), a[0]), [theta, weight]);
    }

    [Fact]
    public void A_solution_found_by_any_means_has_the_derivative_of_its_equation()
    {
        // Kepler's equation by bisection: E - e sin E = M, dE/de = sin E / (1 - e cos E).
        var (eccentricity, anomaly) = (Tensor.Scalar(0.3), 1.2);
        Tensor<double> Eccentric(Tensor<double> e) => Implicit.Solution(y => y - (e * y.Sin()) - anomaly, () => Tensor.Scalar(Bisect(y => y - (e.Item() * Math.Sin(y)) - anomaly)));
        var value = Eccentric(eccentricity).Item();
        Assert.Equal(Math.Sin(value) / (1 - (0.3 * Math.Cos(value))), Differentiate.Gradient<double>(Eccentric)(eccentricity).Item(), 1e-13);
    }

    [Fact]
    public void A_linear_solve_without_a_matrix_agrees_with_the_one_that_has_it()
    {
        var root = new RandomStream(5).Normal<double>([4, 4]);
        var right = Tensor.Create([1.0, -2.0, 0.5, 3.0]);
        static Tensor<double> Matrix(Tensor<double> r) => r.MatMul(r, transposeRight: true) + Tensor.Eye<double>(4);
        static Tensor<double> Free(Tensor<double> r, Tensor<double> b) => Implicit.LinearSolve<double>(y => r.MatMul(r.Transpose().MatMul(y)) + y, b);
        var (value, gradients) = Differentiate.ValueAndGradients<double>(a => Free(a[0], a[1]).Square().Sum())([root, right]);
        var (expected, dense) = Differentiate.ValueAndGradients<double>(a => Matrix(a[0]).Solve(a[1]).Square().Sum())([root, right]);
        Assert.Equal(expected.Item(), value.Item(), 1e-12);
        Assert.All(dense.Zip(gradients), static pair => Assert.All(pair.First.ToArray().Zip(pair.Second.ToArray()), static e => Assert.Equal(e.First, e.Second, 1e-10)));
        GradientCheck.Assert<double>(a => Free(a[0], a[1]), [root, right]);
    }

    [Fact]
    public void Parameters_that_the_equation_captures_get_their_gradients_and_nothing_of_the_search_is_recorded()
    {
        var weight = new Parameter<double>(Tensor.Create([2.0, 3.0]), "weight");
        using var tape = new Tape<double>();
        var count = tape.Count;
        var y = Implicit.Root<double>(v => v.Square() - weight, Tensor.Ones<double>(2));
        Assert.Equal(2, tape.Count - count);
        var gradient = tape.Gradients(y.Sum())[weight].ToArray();
        Assert.Equal(0.5 / Math.Sqrt(2), gradient[0], 1e-14);
        Assert.Equal(0.5 / Math.Sqrt(3), gradient[1], 1e-14);
    }

    private static double Bisect(Func<double, double> function)
    {
        var (low, high) = (0.0, 4.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = function(middle) < 0 ? (middle, high) : (low, middle);
        }

        return low;
    }
}
