using static AutoGrad.Properties.Law;

namespace AutoGrad.Properties;

/// <summary>Laws 55, 56, 59, 93 and 97 to 100: losses, dropout, random numbers, files and optimizers.</summary>
public class LearningLaws
{
    [Law(55)]
    [Fact]
    public void Cross_entropy_picks_from_log_softmax_and_is_linear_in_the_smoothing() => Holds(Draws.Matrices, static x =>
    {
        var labels = Indices.Create([.. Enumerable.Range(0, x.Shape[0]).Select(row => (3 * row) % x.Shape[1])]);
        var logs = Value(static t => t.LogSoftmax(), x);
        Near(Dense.From([x.Shape[0]], i => -logs[i[0], labels[i[0]]]), Value(t => Loss.CrossEntropy(t, labels, reduction: LossReduction.None), x));
        Dense Smoothed(double smoothing) => Value(t => Loss.CrossEntropy(t, labels, smoothing), x);
        Near(Dense.Zip(static e => (0.75 * e[0]) + (0.25 * e[1]), Smoothed(0), Smoothed(0.8)), Smoothed(0.2));
    });

    [Law(56)]
    [Fact]
    public void Binary_cross_entropy_of_logits_is_that_of_their_sigmoid_and_finite_far_out() => Holds(Draws.Smooth, static x =>
    {
        if (x.Length == 0)
        {
            return;
        }

        var y = x.Map(static e => e > 0 ? 1 : 0.25);
        Near(Value(static t => Loss.BinaryCrossEntropy(t[0].Sigmoid(), t[1]), [x, y]), Value(static t => Loss.BinaryCrossEntropyWithLogits(t[0], t[1]), [x, y]));
        Near(Pull(t => Loss.BinaryCrossEntropy(t.Sigmoid(), y.To<double>()), x), Pull(t => Loss.BinaryCrossEntropyWithLogits(t, y.To<double>()), x));
        var far = x.Map(static e => 1e4 * e);
        Assert.All(Value(static t => Loss.BinaryCrossEntropyWithLogits(t[0], t[1]), [far, y]).Values, static e => Assert.True(double.IsFinite(e)));
        Assert.All(Pull(t => Loss.BinaryCrossEntropyWithLogits(t, y.To<double>()), far).Values, static e => Assert.True(double.IsFinite(e)));
    });

    [Law(59)]
    [Fact]
    public void Dropout_of_nothing_is_the_identity_and_the_gradient_passes_where_the_value_did() => Holds(Draws.PositiveDirected, static c =>
    {
        Same(c.X, Value(static t => t.Dropout(0, new RandomStream(1)), c.X));
        Same(c.V, Pull(static t => t.Dropout(0, new RandomStream(1)), c.X, c.V));
        var value = Value(static t => t.Dropout(0.5, new RandomStream(7)), c.X);
        Same(Dense.Zip(static e => e[0] == 0 ? 0 : 2 * e[1], value, c.X), value);
        Same(Dense.Zip(static e => e[0] == 0 ? 0 : 2 * e[1], value, c.V), Pull(static t => t.Dropout(0.5, new RandomStream(7)), c.X, c.V));
    });

    [Law(93)]
    [Fact]
    public void A_random_stream_depends_on_its_seed_and_position_alone() => Holds(Draws.Smooth, static x =>
    {
        var seed = (ulong)(x.Length + (int)(1000 * x.Values.FirstOrDefault()) + 5000);
        var whole = new RandomStream(seed).Uniform<double>([x.Length + 8]).ToArray();
        var part = x.Length / 3;
        var parts = new RandomStream(seed);
        double[] joined = [.. parts.Uniform<double>([part]).ToArray(), .. parts.Uniform<double>([x.Length + 8 - part]).ToArray()];
        Assert.Equal(whole, joined);
        Assert.Equal(whole, Task.Run(() => new RandomStream(seed).Uniform<double>([x.Length + 8]).ToArray()).Result);
        Assert.NotEqual(whole, new RandomStream(seed + 1).Uniform<double>([x.Length + 8]).ToArray());
        Assert.NotEqual(whole, new RandomStream(seed).Split().Uniform<double>([x.Length + 8]).ToArray());
    });

    [Law(97)]
    [Fact]
    public void Saving_what_was_loaded_gives_the_same_bytes() => Holds(Draws.SmoothDirected, static c =>
    {
        // NaN with a payload, and both zeros.
        var odd = c.X.Map(static e => e < -1 ? BitConverter.UInt64BitsToDouble(0x7FF8000000001234) : e < 0 ? -0.0 : e);
        var bytes = Saved(odd.To<double>(), c.V.To<double>());
        using var stream = new MemoryStream(bytes);
        var file = SafeTensors.Read(stream, "law");
        var loaded = file["x"].ToTensor<double>();
        Assert.Equal(odd.Values.Select(BitConverter.DoubleToInt64Bits), loaded.ToArray().Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(bytes, Saved(loaded, file["v"].ToTensor<double>()));

        static byte[] Saved(Tensor<double> x, Tensor<double> v)
        {
            using var stream = new MemoryStream();
            SafeTensors.Write<double>(stream, [new("x", x), new("v", v)]);
            return stream.ToArray();
        }
    });

    [Law(98)]
    [Fact]
    public void A_run_resumed_from_a_checkpoint_goes_on_bit_for_bit() => Holds(Draws.SmoothDirected, static c =>
    {
        var (steps, saved) = (2 + (c.X.Length % 5), c.X.Length % 3);
        var whole = new Learner(c);
        whole.Train(steps + saved);
        var file = Path.Combine(Path.GetTempPath(), $"autograd-law-{Guid.NewGuid():N}");
        try
        {
            var first = new Learner(c);
            first.Train(saved);
            first.Checkpoint.Save(file);

            // One that has gone astray: everything that training writes must come back.
            var second = new Learner(c);
            second.Train(1 + (c.V.Length % 4));
            second.Checkpoint.Load(file);
            second.Train(steps);
            Assert.Equal(whole.State, second.State);
        }
        finally
        {
            File.Delete(file);
        }
    });

    [Law(99)]
    [Fact]
    public void Without_gradient_nothing_changes_and_the_order_of_parameters_does_not_matter() => Holds(Draws.SmoothDirected, static c =>
    {
        Same(c.X, Stepped(c.X, c.V, static p => new Sgd<double>(p) { LearningRate = 0.1, Momentum = 0.9 }, static (x, v) => (x * 0 * v).Sum()).X);
        var (x, v) = Stepped(c.X, c.V, static p => new Adam<double>(p) { LearningRate = 0.1 }, static (x, v) => (x * v.Sin()).Sum());
        var (swappedV, swappedX) = Stepped(c.V, c.X, static p => new Adam<double>(p) { LearningRate = 0.1 }, static (v, x) => (x * v.Sin()).Sum());
        Same(x, swappedX);
        Same(v, swappedV);
    });

    [Law(100)]
    [Fact]
    public void A_step_of_descent_is_linear_in_its_rate_and_Adam_does_not_feel_the_scale_of_the_loss() => Holds(Draws.SmoothDirected, static c =>
    {
        Dense Moved(double rate) => Dense.Zip(static e => e[1] - e[0], c.X, Stepped(c.X, c.V, p => new Sgd<double>(p) { LearningRate = rate }, static (x, v) => (x * x * v).Sum()).X);
        Near(Moved(0.125).Map(static e => 4 * e), Moved(0.5));
        Dense Scaled(double scale) => Stepped(c.X, c.V, static p => new Adam<double>(p) { LearningRate = 0.1, Epsilon = 1e-300 }, (x, v) => scale * (x * v).Sum()).X;
        Near(Scaled(1), Scaled(1e6), 1e-9);
    });

    /// <summary>Two parameters after one step.</summary>
    private static (Dense X, Dense V) Stepped(Dense x, Dense v, Func<ParameterList<double>, Optimizer<double>> optimizer, Func<Tensor<double>, Tensor<double>, Tensor<double>> loss)
    {
        var first = new Parameter<double>(x.To<double>(), "x");
        var second = new Parameter<double>(v.To<double>(), "v");
        using var tape = new Tape<double>();
        optimizer([first, second]).Step(tape.Gradients(loss(first, second)));
        return (new Dense(x.Shape, first.ToArray()), new Dense(v.Shape, second.ToArray()));
    }

    /// <summary>A model with dropout and running statistics, and an optimizer with momentum, all drawn by the case.</summary>
    private sealed class Learner
    {
        private readonly Tensor<double> inputs;
        private readonly Sequential<double> model;
        private readonly Optimizer<double> optimizer;
        private readonly RandomStream random;

        public Learner(Directed c)
        {
            random = new RandomStream((ulong)c.X.Length);
            var width = 1 + (c.X.Length % 4);
            inputs = Tensor.Create<double>([.. Enumerable.Range(0, 4 * width).Select(place => c.X.Length == 0 ? place : c.X.Values[place % c.X.Length] + place)], Shape.Create(4, width));
            model = new Sequential<double>(new Dense<double>(width, 3, random), new BatchNorm1D<double>(3), new Tanh<double>(), new Dropout<double>(0.3, random), new Dense<double>(3, 1, random));
            optimizer = (c.X.Rank % 4) switch
            {
                0 => new Sgd<double>(model.Parameters) { LearningRate = 0.05, Momentum = 0.9 },
                1 => new Adam<double>(model.Parameters),
                2 => new RmsProp<double>(model.Parameters),
                _ => new AdamW<double>(model.Parameters),
            };
            Checkpoint = new Checkpoint<double>(model, optimizer, random);
        }

        public Checkpoint<double> Checkpoint { get; }

        /// <summary>All bits that training writes.</summary>
        public long[] State =>
            [.. model.Parameters.Concat<Tensor<double>>(model.Buffers).SelectMany(static tensor => tensor.ToArray()).Select(BitConverter.DoubleToInt64Bits), (long)random.Position];

        public void Train(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                using var tape = new Tape<double>();
                optimizer.Step(tape.Gradients((model.Forward(inputs) - 1).Square().Sum()));
            }
        }
    }
}
