using Xunit.Abstractions;

namespace AutoGrad.Tests;

/// <summary>The derivatives of every layer by its inputs and by all its parameters, of first and second order, training and evaluating, beside central differences.</summary>
public sealed class LayerDerivativeTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-9;
    private const int Directions = 3;

    private static readonly LayerCase[] cases =
    [
        new(random => new Dense<double>(3, 4, random), [5, 3]),
        new(random => new Bilinear<double>(3, 2, 4, random), static (module, x) => ((Bilinear<double>)module).Forward(x[0], x[1]), [5, 3], [5, 2]),
        new(random => new Sequential<double>(new Dense<double>(3, 4, random), new Tanh<double>(), new Dense<double>(4, 2, random)), [5, 3]),
        new(random => new Residual<double>(new Dense<double>(3, 3, random)), [5, 3]),
        new(static _ => new Activation<double>(static x => x.Sin()), [5, 3]),
        new(static _ => new Relu<double>(), [5, 3]),
        new(static _ => new LeakyRelu<double>(0.2), [5, 3]),
        new(static _ => new Elu<double>(1.5), [5, 3]),
        new(static _ => new Gelu<double>(), [5, 3]),
        new(static _ => new Silu<double>(), [5, 3]),
        new(static _ => new Mish<double>(), [5, 3]),
        new(static _ => new Softplus<double>(), [5, 3]),
        new(static _ => new Tanh<double>(), [5, 3]),
        new(static _ => new Sigmoid<double>(), [5, 3]),
        new(static _ => new Softmax<double>(), [5, 3]),
        new(static _ => new LogSoftmax<double>(0), [5, 3]),
        new(random => new Dropout<double>(0.4, random), [5, 3]),
        new(random => new Embedding<double>(6, 3, random), static (module, _) => ((Embedding<double>)module).Forward(Indices.Create([4, 0, 4, 5], [2, 2]))),
        new(static _ => new Flatten<double>(), [2, 3, 2]),
        new(static _ => new LayerNorm<double>(4), [5, 4]),
        new(static _ => new RmsNorm<double>(4), [5, 4]),
        new(static _ => new GroupNorm<double>(2, 4), [3, 4, 2]),
        new(static _ => new BatchNorm1D<double>(3), [6, 3]),
        new(static _ => new BatchNorm1D<double>(3), [4, 3, 2]),
        new(static _ => new BatchNorm2D<double>(2), [3, 2, 2, 3]),
        new(random => new Conv1D<double>(4, 2, 3, random, stride: 2, padding: 1, dilation: 2, groups: 2), [2, 4, 9]),
        new(random => new Conv2D<double>(2, 4, 3, random, stride: 2, padding: 1, groups: 2), [2, 2, 5, 4]),
        new(random => new ConvTranspose2D<double>(2, 4, 3, random, stride: 2, padding: 1, outputPadding: 1, groups: 2), [2, 2, 2, 3]),
        new(static _ => new MaxPool2D<double>(2), [2, 2, 4, 4]),
        new(static _ => new AveragePool2D<double>(3, 2, 1), [2, 2, 4, 4]),
        new(random => new Rnn<double>(3, 2, random), [4, 2, 3]),
        new(random => new Lstm<double>(3, 2, random, layers: 2, bidirectional: true, dropout: 0.3), [4, 2, 3]),
        new(random => new Gru<double>(3, 2, random, batchFirst: true), [2, 4, 3]),
        new(random => new MultiHeadAttention<double>(4, 2, random, dropout: 0.3), [2, 3, 4]),
        new(random => new TransformerEncoderLayer<double>(4, 2, 6, random, dropout: 0.3, activation: static x => x.Gelu()), [2, 3, 4]),
        new(random => new TransformerEncoderLayer<double>(4, 2, 6, random, normFirst: true), [2, 3, 4]),
        new(static _ => new PositionalEncoding<double>(), [2, 3, 4]),
        new(static _ => new RotaryEmbedding<double>(), [2, 3, 4]),
    ];

    [Fact]
    public void Every_layer_has_right_derivatives_of_both_orders_training_and_evaluating()
    {
        var failures = new List<string>();
        foreach (var layer in cases)
        {
            foreach (var trains in new[] { true, false })
            {
                for (var direction = 0; direction < Directions; direction++)
                {
                    var (first, second) = layer.Errors(trains, (ulong)direction);
                    if (!(first < Tolerance && second < Tolerance))
                    {
                        failures.Add($"{layer.Name}, {(trains ? "training" : "evaluating")}, direction {direction}: first order off by {first:0e+0}, second by {second:0e+0}");
                    }
                }
            }
        }

        output.WriteLine($"checked {cases.Length * 2 * Directions} directional derivatives of each order of {cases.Length} layers");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public void No_layer_is_left_out()
    {
        var layers = typeof(Module<>).Assembly.GetExportedTypes().Where(static type => type is { IsAbstract: false, IsGenericTypeDefinition: true } && IsModule(type));
        Assert.Equal(layers.Select(static type => type.Name).Order(), cases.Select(static layer => layer.Name).Distinct().Order());
    }

    [Fact]
    public void A_wrong_derivative_is_noticed()
    {
        // The value of the square, the slope of something else: detached, a factor is a constant to the sweep.
        var wrong = new LayerCase(static _ => new Activation<double>(static x => x * x.Detach()), [5, 3]);
        var (first, second) = wrong.Errors(trains: true, 0);
        Assert.True(first > 0.01);
        Assert.True(second > 0.01);
    }

    private static bool IsModule(Type type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.IsGenericType && at.GetGenericTypeDefinition() == typeof(Module<>))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A layer made anew for each evaluation, so that it draws the same masks each time, and its inputs.</summary>
    private sealed class LayerCase(Func<RandomStream, Module<double>> create, Func<Module<double>, Tensor<double>[], Tensor<double>> forward, params int[][] shapes)
    {
        public LayerCase(Func<RandomStream, Module<double>> create, params int[][] shapes)
            : this(create, static (module, x) => ((Layer<double>)module).Forward(x[0]), shapes)
        {
        }

        public string Name { get; } = create(new RandomStream(1)).GetType().Name;

        /// <summary>How far the derivatives along a random direction, in all inputs and parameters at once, are from five-point differences: relative to the greater of them and one.</summary>
        public (double First, double Second) Errors(bool trains, ulong seed)
        {
            using var scope = new Scope<double>();
            var random = new RandomStream(seed + 100);
            var at = Point(trains, random);
            Tensor<double>[] Draw()
            {
                // Of length one: the differences' error grows with its fifth power.
                Tensor<double>[] drawn = [.. at.Select(x => random.Normal<double>(x.Shape))];
                var length = Inner(drawn, drawn).Sqrt();
                return [.. drawn.Select(x => x / length)];
            }

            var (along, weights) = (Draw(), Draw());
            double Value(double step) => Sweep(trains, Moved(at, along, step), null).Value;
            double Slope(double step) => Sweep(trains, Moved(at, along, step), weights).Slope;
            var (_, _, first, second) = Sweep(trains, at, weights, along);
            return (Distance(first, Difference(Value)), Distance(second, Difference(Slope)));
        }

        private static double Distance(double x, double y) => Math.Abs(x - y) / Math.Max(1, Math.Abs(y));

        private static double Difference(Func<double, double> value)
        {
            const double step = 1e-3;
            return ((8 * (value(step) - value(-step))) - (value(2 * step) - value(-2 * step))) / (12 * step);
        }

        private static Tensor<double>[] Moved(Tensor<double>[] at, Tensor<double>[] along, double step) => [.. at.Zip(along, (x, u) => x + (step * u))];

        private static Tensor<double> Inner(IEnumerable<Tensor<double>> x, IEnumerable<Tensor<double>> y) =>
            x.Zip(y, static (a, b) => (a * b).Sum()).Aggregate(static (a, b) => a + b);

        /// <summary>Inputs and parameters: drawn, since parameters begin as zeros and ones in places.</summary>
        private Tensor<double>[] Point(bool trains, RandomStream random) =>
            [.. shapes.Select(shape => random.Normal<double>(Shape.Create(shape))), .. Make(trains).Parameters.Select(parameter => parameter + random.Normal<double>(parameter.Shape, 0, 0.3))];

        private Module<double> Make(bool trains)
        {
            var random = new RandomStream(7);
            var module = create(random);
            if (!trains)
            {
                // What norms of batches remember is neither zero nor one then.
                _ = forward(module, [.. shapes.Select(shape => random.Normal<double>(Shape.Create(shape), 0.5, 2))]);
                module.Evaluate();
            }

            return module;
        }

        /// <summary>The value s = &lt;v, f&gt;, t = &lt;grad s, weights&gt;, and the derivatives of s and t along a direction.</summary>
        private (double Value, double Slope, double First, double Second) Sweep(bool trains, Tensor<double>[] at, Tensor<double>[]? weights, Tensor<double>[]? along = null)
        {
            var module = Make(trains);
            foreach (var (parameter, drawn) in module.Parameters.Zip(at.Skip(shapes.Length)))
            {
                parameter.Assign(drawn);
            }

            using var tape = new Tape<double>();
            var inputs = new Tensor<double>[shapes.Length];
            for (var index = 0; index < inputs.Length; index++)
            {
                inputs[index] = tape.Watch(at[index]);
            }

            var result = forward(module, inputs);
            var value = (result * new RandomStream(9).Normal<double>(result.Shape)).Sum();
            if (weights is null)
            {
                return (value.Item(), 0, 0, 0);
            }

            Tensor<double>[] variables = [.. inputs, .. module.Parameters];
            var first = tape.Gradients(value, of: variables, createGraph: true, unreached: Unreached.Zero);
            var slope = Inner(variables.Select(x => first[x]), weights);
            if (along is null || !slope.IsTracked)
            {
                // Of a linear layer: its slope is a constant.
                return (value.Item(), slope.Item(), along is null ? 0 : Inner(variables.Select(x => first[x]), along).Item(), 0);
            }

            var second = tape.Gradients(slope, of: variables, unreached: Unreached.Zero);
            return (value.Item(), slope.Item(), Inner(variables.Select(x => first[x]), along).Item(), Inner(variables.Select(x => second[x]), along).Item());
        }
    }
}
