namespace AutoGrad.Tests;

/// <summary>Full-batch methods on the standard test functions (More, Garbow and Hillstrom, 1981), and on a model's parameters.</summary>
public sealed class MinimizerTests
{
    private static readonly Dictionary<string, (Func<Tensor<double>, Tensor<double>> Function, double[] Start, double[] Solution, double Digits)> problems = new()
    {
        ["Rosenbrock"] = (Rosenbrock, [-1.2, 1], [1, 1], 1e-9),
        ["Rosenbrock of 20"] = (
            Rosenbrock,
            [.. Enumerable.Range(0, 20).Select(static i => i % 2 == 0 ? -1.2 : 1.0)],
            [.. Enumerable.Repeat(1.0, 20)],
            1e-9),

        // Its Hessian is singular at the minimum: the gradient vanishes with the third power of the distance.
        ["Powell"] = (
            static x => (x[0] + (10 * x[1])).Square() + (5 * (x[2] - x[3]).Square()) + (x[1] - (2 * x[2])).Square().Square() + (10 * (x[0] - x[3]).Square().Square()),
            [3, -1, 0, 1],
            [0, 0, 0, 0],
            1e-3),
        ["Beale"] = (
            Beale,
            [1, 1],
            [3, 0.5],
            1e-9),
        ["Himmelblau"] = (Himmelblau, [1, 1], [3, 2], 1e-9),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var problem in problems.Keys)
            {
                cases.Add("LBfgs", problem);
                cases.Add("NewtonCg", problem);
                cases.Add("ConjugateGradient", problem);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_standard_functions_are_solved(string method, string problem)
    {
        var (function, start, solution, digits) = problems[problem];
        var minimum = Method(method, 1e-10).Minimize(function, Tensor.Create<double>(start));
        Assert.True(minimum.Converged, $"{minimum}");
        Assert.True(minimum.Value < 1e-12, $"{minimum}");
        Assert.All(solution.Zip(minimum.Point.ToArray()), pair => Assert.True(Math.Abs(pair.First - pair.Second) < digits, $"{minimum}"));
    }

    [Theory]
    [InlineData("LBfgs")]
    [InlineData("NewtonCg")]
    [InlineData("ConjugateGradient")]
    public void A_model_is_fitted_by_its_parameters_and_keeps_the_best_point(string method)
    {
        var random = new RandomStream(4);
        var x = random.Normal<double>([30, 3]);
        var y = x.MatMul(Tensor.Create<double>([1, -2, 0.5], [3, 1])) + 0.25;
        var model = new Dense<double>(3, 1, random);
        var minimum = Method(method, 1e-10).Minimize(() => Loss.MeanSquaredError(model.Forward(x), y), model.Parameters);
        Assert.True(minimum.Converged && minimum.Value < 1e-18, $"{minimum}");
        Assert.Equal([.. model.Parameters.SelectMany(static parameter => parameter.ToArray())], minimum.Point.ToArray());
        Assert.Equal(0.25, model.Parameters["bias"].ToArray()[0], 8);
    }

    [Fact]
    public void Levenberg_Marquardt_fits_parameters_too()
    {
        var x = Tensor.Create([0.0, 1, 2, 3, 4]);
        var (a, b) = (new Parameter<double>(Tensor.Create(1.0), "a"), new Parameter<double>(Tensor.Create(0.1), "b"));
        var fit = new LevenbergMarquardt().Fit(() => (a * (b * x).Exp()) - (2.5 * (-0.7 * x).Exp()), [a, b]);
        Assert.True(fit.Converged, $"{fit}");
        Assert.Equal(2.5, a.Item(), 12);
        Assert.Equal(-0.7, b.Item(), 12);
    }

    /// <summary>(x + 1, s x^2 + x - 1) has its minimum at 0, where an undamped step multiplies the error by s: the last steps of a fit lead away, and must be taken back.</summary>
    [Theory]
    [InlineData(-0.5)]
    [InlineData(-3)]
    [InlineData(-30)]
    public void A_fit_stays_where_undamped_steps_would_lead_away_from_the_minimum(double s)
    {
        var fit = new LevenbergMarquardt().Fit<double>(x => Ops.Concat([x + 1, (s * x.Square()) + x - 1]), Tensor.Create([0.3]));
        Assert.True(fit.Converged, $"{fit}");
        Assert.Equal(0, fit.Point.ToArray()[0], 1e-5);
        Assert.Equal(2, fit.SumOfSquares, 1e-9);
    }

    [Fact]
    public void A_cancelled_fit_stays_where_it_was()
    {
        var fit = new LevenbergMarquardt().Fit<double>(static x => x - 1, Tensor.Create([0.25, 0.5]), new CancellationToken(canceled: true));
        Assert.Equal(MinimizationStop.Cancelled, fit.Stop);
        Assert.Equal([0.25, 0.5], fit.Point.ToArray());
    }

    [Fact]
    public void Floats_are_minimized_to_their_own_precision()
    {
        var minimum = new LBfgs { GradientTolerance = 0 }.Minimize<float>(static x => (100 * (x[1] - x[0].Square()).Square()) + (1 - x[0]).Square(), Tensor.Create([-1.2f, 1]));
        Assert.True(minimum.Converged, $"{minimum}");
        Assert.All(minimum.Point.ToArray(), static value => Assert.Equal(1, value, 1e-3f));
    }

    [Fact]
    public void A_start_outside_the_domain_is_refused_and_steps_outside_it_are_shortened()
    {
        Func<Tensor<double>, Tensor<double>> barrier = static x => x.Sum() - x.Log().Sum();
        Assert.Equal("AG705", Assert.Throws<NonFiniteException>(() => new LBfgs().Minimize(barrier, Tensor.Create([-1.0, 1]))).Code);
        var minimum = new LBfgs().Minimize(barrier, Tensor.Create([1e-3, 50]));
        Assert.All(minimum.Point.ToArray(), static value => Assert.Equal(1, value, 7));
    }

    [Fact]
    public void Iterations_and_cancellation_end_the_search_at_the_best_point_so_far()
    {
        var (function, start, _, _) = problems["Rosenbrock"];
        var limited = new LBfgs { MaximumIterations = 3 }.Minimize(function, Tensor.Create<double>(start));
        Assert.Equal(MinimizationStop.IterationLimit, limited.Stop);
        Assert.Equal(3, limited.Iterations);
        Assert.True(limited.Value < 24.2);
        Assert.Equal(MinimizationStop.Cancelled, new LBfgs().Minimize(function, Tensor.Create<double>(start), new CancellationToken(canceled: true)).Stop);
    }

    internal static Tensor<double> Rosenbrock(Tensor<double> x) => (100 * (x[1..] - x[..^1].Square()).Square()).Sum() + (1 - x[..^1]).Square().Sum();

    internal static Tensor<double> Beale(Tensor<double> x) =>
        (1.5 - (x[0] * (1 - x[1]))).Square() + (2.25 - (x[0] * (1 - x[1].Square()))).Square() + (2.625 - (x[0] * (1 - (x[1].Square() * x[1])))).Square();

    internal static Tensor<double> Himmelblau(Tensor<double> x) => (x[0].Square() + x[1] - 11).Square() + (x[0] + x[1].Square() - 7).Square();

    private static Minimizer Method(string name, double tolerance) => name switch
    {
        "LBfgs" => new LBfgs { GradientTolerance = tolerance },
        "NewtonCg" => new NewtonCg { GradientTolerance = tolerance },
        _ => new ConjugateGradient { GradientTolerance = tolerance, MaximumIterations = 5000 },
    };
}
