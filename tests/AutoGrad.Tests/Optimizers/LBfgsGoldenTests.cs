using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>LBfgs beside PyTorch's with its strong Wolfe line search.</summary>
/// <remarks>
/// Alike: the two loops, the scale of the first Hessian, the constants of the Wolfe conditions, the first step of each line and the cubic interpolation. Where a line takes only such steps, the
/// points are PyTorch's. Ours differs on purpose where PyTorch follows minFunc rather than the papers: its first step is 1 over the sum of the gradient's sizes, ours over the norm; it grows a step by a hundredth
/// at least and we by two; it may step as near to an end of the interval as the cubic says and we keep a tenth away, which bounds the number of trials; its comparisons of values near a minimum know nothing of
/// their rounding, so that it stops at tolerances where ours goes on by the slopes. Then both must find the same minimum with about as many evaluations.
/// </remarks>
public sealed class LBfgsGoldenTests
{
    private static readonly JsonElement golden = AutoGrad.Tests.Golden.Read("lbfgs.json");

    private static readonly Dictionary<string, Func<Tensor<double>, Tensor<double>>> functions = new()
    {
        ["many minima"] = static x => 0.005 * OptimizerGoldenTests.Function(x[..19], x[19..].Reshape(2, 3)),
        ["logistic"] = Logistic(),
        ["chain"] = static v => 0.015 * ((v[1..] - v[..^1]).Exp().Sum() - (v[1..] - v[..^1]).Sum() + (v.Square() * Tensor.Create<double>([.. Enumerable.Range(1, v.Length).Select(i => (double)i / v.Length)])).Sum()),
        ["Rosenbrock"] = MinimizerTests.Rosenbrock,
        ["Rosenbrock of 20"] = MinimizerTests.Rosenbrock,
        ["Beale"] = MinimizerTests.Beale,
        ["Himmelblau"] = MinimizerTests.Himmelblau,
    };

    public static TheoryData<string> Trajectories => [.. Names("trajectories")];

    public static TheoryData<string> Minima => [.. Names("minima")];

    [Theory]
    [MemberData(nameof(Trajectories))]
    public void The_first_20_iterations_and_their_evaluations_are_those_of_PyTorch(string name)
    {
        var entry = Entry("trajectories", name);
        var (start, evaluations) = (Tensor.Create<double>(entry.GetProperty("start").Numbers()), entry.GetProperty("evaluations").Numbers());
        var iteration = 0;
        foreach (var expected in entry.GetProperty("path").EnumerateArray())
        {
            var method = new LBfgs { History = entry.GetProperty("history").GetInt32(), GradientTolerance = 0, MaximumIterations = ++iteration };
            var minimum = method.Minimize(functions[name], start);
            Assert.Equal((iteration, (int)evaluations[iteration - 1]), (minimum.Iterations, minimum.Evaluations));
            OptimizerGoldenTests.AssertClose(expected.Numbers(), minimum.Point.ToArray(), $"{name}, iteration {iteration}");
        }

        Assert.Equal(20, iteration);
    }

    [Theory]
    [MemberData(nameof(Minima))]
    public void Where_the_line_searches_differ_the_minimum_is_the_same_and_found_with_about_as_many_evaluations(string name)
    {
        var entry = Entry("minima", name);
        var minimum = new LBfgs { GradientTolerance = 1e-9 }.Minimize(functions[name], Tensor.Create<double>(entry.GetProperty("start").Numbers()));
        Assert.True(minimum.Converged, $"{minimum}");
        Assert.All(entry.GetProperty("minimum").Numbers().Zip(minimum.Point.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
        Assert.InRange(minimum.Evaluations, 0, 1.25 * entry.GetProperty("evaluations").GetInt32());
    }

    private static Func<Tensor<double>, Tensor<double>> Logistic()
    {
        var x = Tensor.Create<double>([.. Enumerable.Range(0, 200).Select(static at => (((7 * (at / 5)) + (11 * (at % 5) * (at % 5))) % 23 / 11.0) - 1)], [40, 5]);
        var y = Tensor.Create<double>([.. Enumerable.Range(0, 40).Select(static i => 7 * i % 23 > 5 * i % 13 ? 1.0 : -1)]);
        return w => (1 + (-y * x.MatMul(w)).Exp()).Log().Mean() + (0.0005 * w.Square().Sum());
    }

    private static IEnumerable<string> Names(string kind) => golden.GetProperty(kind).EnumerateArray().Select(static entry => entry.GetProperty("function").GetString()!);

    private static JsonElement Entry(string kind, string name) => golden.GetProperty(kind).EnumerateArray().Single(entry => entry.GetProperty("function").GetString() == name);
}
