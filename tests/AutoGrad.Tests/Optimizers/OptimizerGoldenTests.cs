using System.Text.Json;

namespace AutoGrad.Tests;

public sealed class OptimizerGoldenTests
{
    private static readonly JsonElement golden = AutoGrad.Tests.Golden.Read("optimizers.json");

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            var index = 0;
            foreach (var entry in golden.GetProperty("cases").EnumerateArray())
            {
                cases.Add(index++, $"{entry.GetProperty("optimizer")} {entry.GetProperty("options")}");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_first_20_steps_are_those_of_PyTorch(int index, string name)
    {
        var entry = golden.GetProperty("cases")[index];
        var a = new Parameter<double>(Tensor.Create<double>(golden.GetProperty("a").Numbers()), "a");
        var b = new Parameter<double>(Tensor.Create<double>(golden.GetProperty("b").Numbers(), [2, 3]), "b");
        var optimizer = Make(entry.GetProperty("optimizer").GetString()!, [a, b], entry.GetProperty("options"));
        var step = 0;
        foreach (var expected in entry.GetProperty("path").EnumerateArray())
        {
            if (step == 20)
            {
                // What Asgd has averaged.
                AssertClose(expected.Numbers(), [.. optimizer.StateOf(a)![0].ToArray(), .. optimizer.StateOf(b)![0].ToArray()], $"{name}, averages");
                break;
            }

            using (var tape = new Tape<double>())
            {
                optimizer.Step(tape.Gradients(Function(a, b)));
            }

            step++;
            AssertClose(expected.Numbers(), [.. a.ToArray(), .. b.ToArray()], $"{name}, step {step}");
        }

        Assert.Equal(20, step);
        Assert.Equal(20, optimizer.Steps);
    }

    internal static Tensor<double> Function(Tensor<double> a, Tensor<double> b) =>
        (0.25 * ((a * a) - 1).Square().Sum()) + (3 * a).Sin().Sum() + (0.1 * a.Sum() * b.Sum()) + (1 + (b * b)).Log().Sum();

    private static Optimizer<double> Make(string name, ParameterList<double> parameters, JsonElement options)
    {
        var decay = options.Number("weight_decay", 0);
        var momentum = options.Number("momentum", 0);
        var betas = options.TryGetProperty("betas", out var given) ? given.Numbers() : [0.9, 0.999];
        Optimizer<double> optimizer = name switch
        {
            "Sgd" => new Sgd<double>(parameters)
            {
                Momentum = momentum,
                Dampening = options.Number("dampening", 0),
                Nesterov = options.Flag("nesterov"),
                WeightDecay = decay,
            },
            "Adam" => new Adam<double>(parameters)
            {
                Beta1 = betas[0],
                Beta2 = betas[1],
                Epsilon = options.Number("eps", 1e-8),
                AmsGrad = options.Flag("amsgrad"),
                WeightDecay = decay,
            },
            "AdamW" when options.TryGetProperty("weight_decay", out _) => new AdamW<double>(parameters) { AmsGrad = options.Flag("amsgrad"), WeightDecay = decay },
            "AdamW" => new AdamW<double>(parameters),
            "RmsProp" => new RmsProp<double>(parameters)
            {
                Alpha = options.Number("alpha", 0.99),
                Momentum = momentum,
                Centered = options.Flag("centered"),
                WeightDecay = decay,
            },
            "Adagrad" => new Adagrad<double>(parameters)
            {
                LearningRateDecay = options.Number("lr_decay", 0),
                InitialAccumulator = options.Number("initial_accumulator_value", 0),
                WeightDecay = decay,
            },
            "NAdam" => new NAdam<double>(parameters)
            {
                Beta1 = betas[0],
                Beta2 = betas[1],
                Epsilon = options.Number("eps", 1e-8),
                MomentumDecay = options.Number("momentum_decay", 4e-3),
                WeightDecay = decay,
            },
            "RAdam" => new RAdam<double>(parameters) { Beta1 = betas[0], Beta2 = betas[1], Epsilon = options.Number("eps", 1e-8), WeightDecay = decay },
            "Adamax" => new Adamax<double>(parameters) { Beta1 = betas[0], Beta2 = betas[1], Epsilon = options.Number("eps", 1e-8), WeightDecay = decay },
            "Adadelta" => new Adadelta<double>(parameters) { Rho = options.Number("rho", 0.9), Epsilon = options.Number("eps", 1e-6), WeightDecay = decay },
            "Rprop" when options.TryGetProperty("etas", out var etas) => new Rprop<double>(parameters)
            {
                Shrink = etas[0].GetDouble(),
                Growth = etas[1].GetDouble(),
                SmallestStep = options.GetProperty("step_sizes")[0].GetDouble(),
                LargestStep = options.GetProperty("step_sizes")[1].GetDouble(),
            },
            "Rprop" => new Rprop<double>(parameters),
            "Asgd" => new Asgd<double>(parameters)
            {
                Lambda = options.Number("lambd", 1e-4),
                Alpha = options.Number("alpha", 0.75),
                AverageFrom = options.Number("t0", 1e6),
                WeightDecay = decay,
            },
            _ => throw new ArgumentException(name),
        };
        optimizer.LearningRate = options.Number("lr", optimizer.LearningRate);
        return optimizer;
    }

    internal static void AssertClose(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(expected[i] - actual[i]) / Math.Max(1, Math.Abs(expected[i]));
            Assert.True(error < 1e-10, $"{what}, element {i}: expected {expected[i]:R}, actual {actual[i]:R}, relative error {error:E1}");
        }
    }
}
