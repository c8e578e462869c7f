namespace AutoGrad;

/// <summary>The evals whose derivative is one gradient, against their formulas and finite differences of them.</summary>
public sealed class GradBenchTensorEvalTests
{
    // One process for all: it ends with its input, which ends with this process.
    private static readonly ToolProcess tool = new();

    private readonly Random random = new(31337);

    [Fact]
    public void Hello_squares_and_doubles_along_a_chain()
    {
        var x = 1.0;
        for (var step = 0; step < 4; step++)
        {
            var square = tool.Number("hello", "square", x);
            Assert.Equal(x * x, square);
            x = tool.Number("hello", "double", square);
            Assert.Equal(2 * square, x);
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 5)]
    [InlineData(16, 33)]
    [InlineData(128, 40)]
    public void Least_squares_and_their_gradient_follow_the_formula(int m, int n)
    {
        var x = random.Uniform(m);
        double Residual(int i, out double t)
        {
            t = -1 + (2.0 * i / (n - 1));
            var (sum, power) = ((double)Math.Sign(t), 1.0);
            foreach (var coefficient in x)
            {
                sum -= coefficient * power;
                power *= t;
            }

            return sum;
        }

        Numeric.Near(Enumerable.Range(0, n).Sum(i => 0.5 * Math.Pow(Residual(i, out _), 2)), tool.Number("llsq", "primal", new { x, n }));
        var gradient = Enumerable.Range(0, m).Select(j => -Enumerable.Range(0, n).Sum(i => Residual(i, out var t) * Math.Pow(t, j))).ToArray();
        Numeric.Near(gradient, tool.Numbers("llsq", "gradient", new { x, n }));
    }

    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(2, -1000.0)]
    [InlineData(100, 1000.0)]
    [InlineData(5000, 0.0)]
    public void The_gradient_of_log_sum_exp_is_the_softmax(int n, double shift)
    {
        double[] x = [.. random.Uniform(n).Select(value => shift + value)];
        var sum = x.Sum(value => Math.Exp(value - shift));
        Numeric.Near(shift + Math.Log(sum), tool.Number("lse", "primal", new { x }));
        Numeric.Near([.. x.Select(value => Math.Exp(value - shift) / sum)], tool.Numbers("lse", "gradient", new { x }));
    }

    [Theory]
    [InlineData(1, 1, 3, 0)]
    [InlineData(2, 5, 10, 0)]
    [InlineData(3, 2, 7, 2)]
    [InlineData(6, 3, 4, 1)]
    public void The_mixture_agrees_with_its_formula_and_finite_differences(int d, int k, int n, int m)
    {
        var (x, alpha, mu, q, l) = (random.Normal(n, d), random.Normal(k), random.Uniform(k, d), random.Normal(k, d), random.Normal(k, d * (d - 1) / 2));
        var input = new { d, k, n, m, gamma = 1.25, x, alpha, mu, q, l };
        double Objective() => Formulas.Gmm(x, alpha, mu, q, l, 1.25, m);
        Numeric.Near(Objective(), tool.Number("gmm", "objective", input));
        var jacobian = tool.Evaluate("gmm", "jacobian", input).AsObject();
        Assert.Equal(["alpha", "l", "mu", "q"], jacobian.Select(static field => field.Key).Order());
        Numeric.Near(Numeric.Gradient(Objective, alpha), ToolProcess.Numbers(jacobian["alpha"]!));
        Numeric.Near(Numeric.Gradient(Objective, mu), ToolProcess.Numbers(jacobian["mu"]!));
        Numeric.Near(Numeric.Gradient(Objective, q), ToolProcess.Numbers(jacobian["q"]!));
        Numeric.Near(Numeric.Gradient(Objective, l), ToolProcess.Numbers(jacobian["l"]!));
        Assert.Equal(k, jacobian["l"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 10)]
    public void Runge_Kutta_solves_up_to_four_equations_exactly(int n, int s)
    {
        var x = random.Uniform(n);
        var (y, term) = (new double[n], 1.0);
        for (var i = 0; i < n; i++)
        {
            y[i] = term *= 2.0 / (i + 1) * x[i];
        }

        Numeric.Near(y, tool.Numbers("ode", "primal", new { x, s }));
        Numeric.Near([.. x.Select(value => y[^1] / value)], tool.Numbers("ode", "gradient", new { x, s }));
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(9, 3)]
    public void The_equations_agree_with_their_formula_and_finite_differences(int n, int s)
    {
        var x = random.Uniform(n);
        Numeric.Near(Formulas.Ode(x, s), tool.Numbers("ode", "primal", new { x, s }));
        Numeric.Near(Numeric.Gradient(() => Formulas.Ode(x, s)[^1], x), tool.Numbers("ode", "gradient", new { x, s }));
    }

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(2, 3, 6)]
    [InlineData(3, 14, 4)]
    public void The_recurrent_layers_agree_with_their_formula_and_finite_differences(int layers, int bits, int characters)
    {
        var (main_params, extra_params, state) = (random.Uniform(2 * layers, 4 * bits), random.Uniform(3, bits), random.Uniform(2 * layers, bits));
        double[][] sequence = [.. random.Uniform(characters, bits).Select(static row => Array.ConvertAll(row, static value => Math.Round(value)))];
        var input = new { main_params, extra_params, state, sequence };
        double Objective() => Formulas.Lstm(main_params, extra_params, state, sequence);
        Numeric.Near(Objective(), tool.Number("lstm", "objective", input));
        Numeric.Near([.. Numeric.Gradient(Objective, main_params), .. Numeric.Gradient(Objective, extra_params)], tool.Numbers("lstm", "jacobian", input));
    }

    [Theory]
    [InlineData(3, 20, 2)]
    [InlineData(10, 100, 8)]
    [InlineData(1, 5, 3)]
    public void The_step_of_Newton_leads_each_centroid_to_the_mean_of_its_points(int k, int n, int d)
    {
        var points = random.Uniform(n, d);
        var centroids = points[^k..];
        double Distance(double[] p, double[] c) => p.Zip(c, static (a, b) => (a - b) * (a - b)).Sum();
        var nearest = points.Select(p => Enumerable.Range(0, k).MinBy(j => Distance(p, centroids[j]))).ToArray();
        Numeric.Near(points.Zip(nearest, (p, j) => Distance(p, centroids[j])).Sum(), tool.Number("kmeans", "cost", new { points, centroids }));
        var step = Enumerable.Range(0, k).SelectMany(j => Enumerable.Range(0, d).Select(axis => centroids[j][axis] - points.Where((_, i) => nearest[i] == j).Average(p => p[axis])));
        Numeric.Near([.. step], ToolProcess.Numbers(tool.Evaluate("kmeans", "dir", new { points, centroids })));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void The_determinant_and_its_cofactors_agree_with_elimination(int ell)
    {
        var a = random.Uniform(ell * ell);
        var input = new Dictionary<string, object> { ["A"] = a, ["ell"] = ell };
        Numeric.Near(Formulas.Determinant(a, ell), tool.Number("det", "primal", input));

        // The determinant is linear in each entry, so that its slope is a difference of two values, whatever the step.
        var slopes = Enumerable.Range(0, a.Length).Select(index => Numeric.Slope(() => Formulas.Determinant(a, ell), a, index, reach: 8));
        Numeric.Near([.. slopes], tool.Numbers("det", "gradient", input));
    }
}
