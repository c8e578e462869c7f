using System.Text.Json;

namespace AutoGrad.Tests;

public sealed class LossGoldenTests
{
    private static readonly JsonElement golden = AutoGrad.Tests.Golden.Read("losses.json");

    public static TheoryData<int, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, string>();
            for (var index = 0; index < golden.GetProperty("cases").GetArrayLength(); index++)
            {
                var entry = golden.GetProperty("cases")[index];
                for (var row = 0; row < 3; row++)
                {
                    cases.Add(index, row, $"{entry.GetProperty("loss")} {entry.GetProperty("options")} {entry.GetProperty("results")[row].GetProperty("reduction")}");
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_PyTorch(int index, int row, string name)
    {
        var entry = golden.GetProperty("cases")[index];
        var result = entry.GetProperty("results")[row];
        using var tape = new Tape<double>();
        var x = tape.Watch(Matrix("predictions"));
        var reduction = Enum.Parse<LossReduction>(result.GetProperty("reduction").GetString()!, ignoreCase: true);
        var value = Compute(entry.GetProperty("loss").GetString()!, entry.GetProperty("options"), x, reduction);
        AssertClose(result.GetProperty("value").Numbers(), value.ToArray(), name);
        AssertClose(result.GetProperty("gradient").Numbers(), tape.Gradients(value.Sum())[x].ToArray(), name + " gradient");
    }

    private static Tensor<double> Compute(string loss, JsonElement options, Tensor<double> x, LossReduction reduction)
    {
        var weights = options.TryGetProperty("weights", out _) ? Tensor.Create<double>(golden.GetProperty("weights").Numbers()) : null;
        return loss switch
        {
            "MeanSquaredError" => Loss.MeanSquaredError(x, Matrix("targets"), reduction),
            "MeanAbsoluteError" => Loss.MeanAbsoluteError(x, Matrix("targets"), reduction),
            "Huber" => Loss.Huber(x, Matrix("targets"), options.Number("delta", 1), reduction),
            "BinaryCrossEntropyWithLogits" => Loss.BinaryCrossEntropyWithLogits(x, Matrix("probabilities"), weights, reduction),
            "CrossEntropy" => Loss.CrossEntropy(x, [2, 0, 3], options.Number("smoothing", 0), weights, reduction),
            _ => throw new ArgumentException(loss),
        };
    }

    private static Tensor<double> Matrix(string name) => Tensor.Create<double>(golden.GetProperty(name).Numbers(), [3, 4]);

    private static void AssertClose(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(expected[i] - actual[i]) / Math.Max(1, Math.Abs(expected[i]));
            Assert.True(error < 1e-12, $"{what}, element {i}: expected {expected[i]:R}, actual {actual[i]:R}, relative error {error:E1}");
        }
    }

    [Theory]
    [InlineData(10, 4.539889921e-05)]
    [InlineData(15, 3.059022e-07)]
    [InlineData(20, 2.061154e-09)]
    [InlineData(30, 9.357623e-14)]
    public void Binary_cross_entropy_keeps_its_relative_accuracy_where_the_prediction_is_sure(float logit, double expected) =>
        Assert.Equal(1, Loss.BinaryCrossEntropyWithLogits(Tensor.Create<float>([logit]), Tensor.Create<float>([1])).Item() / expected, 1e-5);
}
