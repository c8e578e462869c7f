using System.Numerics;

namespace AutoGrad.Tests;

/// <summary>A dense layer and the activation after it are one node, which nobody notices but by the time it takes.</summary>
public class AffineActivationTests
{
    private static readonly int[][] shapes = [[2, 3, 2], [1, 1, 1], [0, 3, 2], [4, 0, 2], [33, 17, 19], [300, 130, 70], [2, 5000, 1]];

    public static TheoryData<string> Activations => ["relu", "tanh", "sigmoid"];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Values_and_gradients_are_those_of_the_two_layers_to_the_bit(string activation)
    {
        foreach (var shape in shapes)
        {
            Compare<float>(activation, shape);
            Compare<double>(activation, shape);
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Special_numbers_come_out_as_from_the_two_layers(string activation)
    {
        double[] special = [double.NegativeInfinity, -1e300, -1, -0.0, 0.0, double.Epsilon, 1, 1e300, double.PositiveInfinity, double.NaN];
        var (dense, layer) = Model<double>(activation, 1, 1);
        dense.Weight.Assign(Tensor.Create([1.0], [1, 1]));
        foreach (var bias in special)
        {
            dense.Bias!.Assign(Tensor.Create([bias]));
            foreach (var g in special)
            {
                var x = Tensor.Create(special, [special.Length, 1]);
                var seed = Tensor.Full([special.Length, 1], g);
                AssertSame(Gradients(new Sequential<double>(dense, layer).Forward, x, seed, dense), Gradients(v => layer.Forward(dense.Forward(v)), x, seed, dense), $"bias {bias}, g {g}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void A_vector_keeps_the_sign_of_a_zero_in_the_gradient_of_the_bias(string activation)
    {
        var (dense, layer) = Model<double>(activation, 2, 2);
        dense.Bias!.Assign(Tensor.Create([5.0, 5.0]));
        var seed = Tensor.Create([-0.0, 0.0]);
        var x = Tensor.Create([0.1, 0.2]);
        AssertSame(Gradients(new Sequential<double>(dense, layer).Forward, x, seed, dense), Gradients(v => layer.Forward(dense.Forward(v)), x, seed, dense), "");
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void A_graph_of_the_gradient_made_by_the_same_tape_is_the_one_of_the_two_layers(string activation)
    {
        var (dense, layer) = Model<double>(activation, 3, 4);
        var x = new RandomStream(2).Normal<double>([5, 3]);
        var fused = Second(new Sequential<double>(dense, layer).Forward);
        var plain = Second(v => layer.Forward(dense.Forward(v)));
        for (var index = 0; index < fused.Length; index++)
        {
            Assert.Equal(plain[index], fused[index], (expected, actual) => Math.Abs(expected - actual) <= 1e-13 * Math.Max(1, Math.Abs(expected)));
        }

        double[] Second(Func<Tensor<double>, Tensor<double>> model)
        {
            using var tape = new Tape<double>();
            var input = tape.Watch(x);
            var first = tape.Gradients(model(input).Square().Sum(), createGraph: true);
            var gradients = tape.Gradients((first[input] * x).Sum() + first[dense.Weight].Square().Sum() + first[dense.Bias!].Square().Sum());
            return [.. gradients[input].ToArray(), .. gradients[dense.Weight].ToArray(), .. gradients[dense.Bias!].ToArray()];
        }
    }

    [Fact]
    public void Layer_and_activation_are_one_node_unless_the_sweep_will_be_recorded()
    {
        var (dense, layer) = Model<double>("tanh", 3, 4);
        var model = new Sequential<double>(dense, layer);
        var x = Tensor.Ones<double>([5, 3]);
        const int Leaves = 2;
        Nodes(createGraph: false);
        Assert.Equal(Leaves + 1, Nodes(createGraph: false));

        // The tape after one that made a graph expects to make one too.
        Assert.Equal(Leaves + 1, Nodes(createGraph: true));
        Assert.Equal(Leaves + 2, Nodes(createGraph: false));

        // An inner tape's leaves are nodes of the outer one too.
        using var outer = new Tape<double>();
        Assert.Equal((2 * Leaves) + 2, Nodes(createGraph: false));

        int Nodes(bool createGraph)
        {
            using var tape = new Tape<double>();
            var y = model.Forward(x);
            var count = tape.Count;
            _ = tape.Gradients(y.Sum(), createGraph: createGraph);
            return count;
        }
    }

    [Fact]
    public void Only_the_gradients_asked_for_are_made()
    {
        var (dense, layer) = Model<double>("tanh", 3, 4);
        var model = new Sequential<double>(dense, layer);
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Ones<double>([5, 3]));
        var loss = model.Forward(x).Sum();
        var before = Arena<double>.Current.Count;
        _ = tape.Gradients(loss, of: [dense.Bias!]);
        Assert.Equal(1, Arena<double>.Current.Count - before);
    }

    [Fact]
    public void The_last_sweep_lets_go_of_the_slopes()
    {
        var (dense, layer) = Model<double>("tanh", 3, 4);
        var model = new Sequential<double>(dense, layer);
        long Rented(bool last)
        {
            using var tape = new Tape<double>();
            var loss = model.Forward(Tensor.Ones<double>([500, 3])).Sum();
            _ = tape.Gradients(loss, last: last);
            return Arena<double>.Current.RentedBytes;
        }

        // The result and its slopes.
        Assert.True(Rented(last: false) - Rented(last: true) >= 2 * 500 * 4 * sizeof(double));
    }

    private static void Compare<T>(string activation, int[] shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, inputs, outputs) = (shape[0], shape[1], shape[2]);
        var (dense, layer) = Model<T>(activation, inputs, outputs);
        var random = new RandomStream(3);
        var x = random.Normal<T>([rows, inputs]);
        var seed = random.Normal<T>([rows, outputs]);
        var model = new Sequential<T>(dense, layer);
        Tensor<T> OneByOne(Tensor<T> v) => layer.Forward(dense.Forward(v));
        AssertSame([model.Forward(x)], [OneByOne(x)], $"{activation} of {typeof(T).Name} {rows} x {inputs} x {outputs} without a tape");
        AssertSame(Gradients(model.Forward, x, seed, dense), Gradients(OneByOne, x, seed, dense), $"{activation} of {typeof(T).Name} {rows} x {inputs} x {outputs}");
    }

    private static (Dense<T> Dense, Layer<T> Activation) Model<T>(string activation, int inputs, int outputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new RandomStream(1);
        var dense = new Dense<T>(inputs, outputs, random, Initializer.HeNormal);
        dense.Bias!.Assign(random.Normal<T>([outputs]));
        return (dense, activation switch { "relu" => new Relu<T>(), "tanh" => new Tanh<T>(), _ => new Sigmoid<T>() });
    }

    private static Tensor<T>[] Gradients<T>(Func<Tensor<T>, Tensor<T>> model, Tensor<T> x, Tensor<T> seed, Dense<T> dense)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var tape = new Tape<T>();
        var input = tape.Watch(x);
        var y = model(input);
        var gradients = tape.Gradients(y, seed).Keep();
        return [y.Keep(), gradients[input], gradients[dense.Weight], gradients[dense.Bias!]];
    }

    private static void AssertSame<T>(Tensor<T>[] actual, Tensor<T>[] expected, string place)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var index = 0; index < expected.Length; index++)
        {
            var (mine, theirs) = (actual[index].ToArray(), expected[index].ToArray());
            Assert.Equal(theirs.Length, mine.Length);
            for (var at = 0; at < mine.Length; at++)
            {
                Assert.True(
                    (T.IsNaN(mine[at]) && T.IsNaN(theirs[at])) || (mine[at] == theirs[at] && T.IsNegative(mine[at]) == T.IsNegative(theirs[at])),
                    $"{place}: result {index}, element {at} is {mine[at]}, not {theirs[at]}.");
            }
        }
    }
}
