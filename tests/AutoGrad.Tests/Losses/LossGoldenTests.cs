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
        var loss = entry.GetProperty("loss").GetString()!;
        var x = tape.Watch(loss == "Ctc" ? Tensor.Create<double>(golden.GetProperty("ctc").Numbers(), [7, 3, 5]) : Matrix("predictions"));
        var reduction = Enum.Parse<LossReduction>(result.GetProperty("reduction").GetString()!, ignoreCase: true);
        var value = Compute(loss, entry.GetProperty("options"), x, reduction);
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
            "CrossEntropyIgnoring" => Loss.CrossEntropy(x, [2, -100, 3], options.Number("smoothing", 0), weights, reduction, ignoredLabel: -100),
            "CrossEntropySoft" => Loss.CrossEntropy(x, Matrix("soft"), options.Number("smoothing", 0), weights, reduction),
            "SmoothL1" => Loss.SmoothL1(x, Matrix("targets"), options.Number("beta", 1), reduction),
            "NegativeLogLikelihood" => Loss.NegativeLogLikelihood(x, [2, 0, 3], weights, reduction),
            "NegativeLogLikelihoodIgnoring" => Loss.NegativeLogLikelihood(x, [2, -100, 3], weights, reduction, ignoredLabel: -100),
            "BinaryCrossEntropy" => Loss.BinaryCrossEntropy(
                (x / 10).Sigmoid(), Matrix("probabilities"), options.TryGetProperty("elementWeights", out _) ? Matrix("variances") : null, reduction),
            "KlDivergence" => Loss.KlDivergence(x, Matrix("soft"), reduction: reduction),
            "KlDivergenceLog" => Loss.KlDivergence(x, Matrix("others"), logTargets: true, reduction),
            "Poisson" => Loss.PoissonNegativeLogLikelihood(
                options.Flag("log") ? x / 4 : x * x, Matrix("variances"), options.Flag("log"), options.Flag("full"), reduction: reduction),
            "Gaussian" when options.Flag("full") => Loss.GaussianNegativeLogLikelihood(Matrix("targets"), Matrix("others"), (x * x) + 0.1, full: true, reduction: reduction),
            "Gaussian" => Loss.GaussianNegativeLogLikelihood(x, Matrix("targets"), Matrix("variances"), reduction: reduction),
            "MarginRanking" => Loss.MarginRanking(x, Matrix("others"), Matrix("signs"), options.Number("margin", 0), reduction),
            "CosineEmbedding" => Loss.CosineEmbedding(x, Matrix("others"), Tensor.Create(1.0, -1, -1), options.Number("margin", 0), reduction),
            "Triplet" => Loss.Triplet(x, Matrix("others"), Matrix("third"), options.Number("margin", 1), options.Flag("swap"), reduction),
            "Focal" => Loss.Focal(x / 4, Matrix("probabilities"), options.Number("gamma", 2), options.TryGetProperty("alpha", out var alpha) ? alpha.GetDouble() : null, reduction),
            "Contrastive" => Loss.Contrastive(x, Matrix("others"), options.Number("temperature", 0.5), reduction),
            "Hinge" => Loss.Hinge(x, Matrix("signs"), reduction),
            "SquaredHinge" => Loss.SquaredHinge(x, Matrix("signs"), reduction),
            "LogCosh" => Loss.LogCosh(x, Matrix("targets"), reduction),
            "Quantile" => Loss.Quantile(x, Matrix("targets"), options.Number("quantile", 0.5), reduction),
            "Ctc" => options.Number("blank", 0) == 0
                ? Loss.Ctc(x.LogSoftmax(), Indices.Create([1, 2, 2, 3, 4, 0, 2, 0, 0], Shape.Create(3, 3)), [7, 5, 6], [3, 2, 0], 0, reduction)
                : Loss.Ctc(x.LogSoftmax(), Indices.Create([1, 2, 2, 3, 1, 0, 2, 0, 0], Shape.Create(3, 3)), [7, 5, 6], [3, 2, 0], 4, reduction),
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
