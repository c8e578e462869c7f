using System.Globalization;
using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>Levenberg-Marquardt on NIST's nonlinear regression problems, against the certified values.</summary>
public sealed class NistTests
{
    private static readonly JsonElement golden = AutoGrad.Tests.Golden.Read("nist.json");

    private static readonly Dictionary<string, Func<Tensor<double>, Tensor<double>, Tensor<double>>> models = new()
    {
        ["Misra1b"] = static (b, x) => b[0] * (1 - (1 + (b[1] * x / 2)).Pow(-2)),
        ["DanWood"] = static (b, x) => b[0] * x.Pow(b[1]),
        ["Chwirut2"] = static (b, x) => (-b[0] * x).Exp() / (b[1] + (b[2] * x)),
        ["Rat42"] = static (b, x) => b[0] / (1 + (b[1] - (b[2] * x)).Exp()),
        ["MGH09"] = static (b, x) => b[0] * (x.Square() + (x * b[1])) / (x.Square() + (x * b[2]) + b[3]),
        ["MGH10"] = static (b, x) => b[0] * (b[1] / (x + b[2])).Exp(),
        ["MGH17"] = static (b, x) => b[0] + (b[1] * (-x * b[3]).Exp()) + (b[2] * (-x * b[4]).Exp()),
        ["Rat43"] = static (b, x) => b[0] / (1 + (b[1] - (b[2] * x)).Exp()).Pow(1 / b[3]),
        ["BoxBOD"] = static (b, x) => b[0] * (1 - (-b[1] * x).Exp()),
        ["Thurber"] = static (b, x) => (b[0] + (x * (b[1] + (x * (b[2] + (x * b[3])))))) / (1 + (x * (b[4] + (x * (b[5] + (x * b[6])))))),
        ["Eckerle4"] = static (b, x) => b[0] / b[1] * (-0.5 * ((x - b[2]) / b[1]).Square()).Exp(),
        ["Bennett5"] = static (b, x) => b[0] * (b[1] + x).Pow(-1 / b[2]),
        ["Roszman1"] = static (b, x) => b[0] - (b[1] * x) - ((b[2] / (x - b[3])).Atan() / Math.PI),
        ["Lanczos3"] = static (b, x) => (b[0] * (-b[1] * x).Exp()) + (b[2] * (-b[3] * x).Exp()) + (b[4] * (-b[5] * x).Exp()),
    };

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var name in models.Keys)
            {
                cases.Add(name, 0);
                cases.Add(name, 1);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_fit_has_the_certified_digits(string name, int start)
    {
        var problem = golden.EnumerateArray().First(entry => entry.GetProperty("name").GetString() == name);
        var data = problem.GetProperty("data").EnumerateArray().Select(static row => row.Numbers()).ToArray();
        var y = Tensor.Create<double>([.. data.Select(static row => row[0])]);
        var x = Tensor.Create<double>([.. data.Select(static row => row[1])]);

        // From (1, 1) an undamped step of BoxBOD leads to where the model is flat and nothing can be learned any more.
        var damping = name == "BoxBOD" && start == 0 ? 100 : 1e-3;
        var fit = new LevenbergMarquardt { MaximumIterations = 20_000, InitialDamping = damping }.Fit<double>(b => models[name](b, x) - y, Tensor.Create<double>(problem.GetProperty("starts")[start].Numbers()));
        Assert.True(fit.Converged, $"{name} from start {start + 1}: {fit.Stop} after {fit.Iterations}, at {fit.Point}, squares {fit.SumOfSquares}");

        // Rounded to the eleven digits that are certified, they are the certified ones.
        Assert.Equal(Digits(problem.GetProperty("certified").Numbers()), Digits(fit.Point.ToArray()));
        Assert.Equal(Digits(problem.GetProperty("squares").GetDouble()), Digits(fit.SumOfSquares));
        Assert.All(
            problem.GetProperty("deviations").Numbers().Zip(fit.StandardErrors),
            pair => Assert.True(Math.Abs(pair.First - pair.Second) < 1e-10 * pair.First, $"standard error {pair.Second:R}, certified {pair.First:R}"));
    }

    private static string Digits(params double[] values) => string.Join(' ', values.Select(static value => value.ToString("E10", CultureInfo.InvariantCulture)));
}
