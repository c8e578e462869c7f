using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>Layers on top of each other and both directions, with weights that come as PyTorch names and lays them out.</summary>
public sealed class RecurrentStackTests
{
    private static readonly JsonElement golden = Golden.Read("recurrent.json");

    private static (int Steps, int Batch, int Inputs, int Hidden) Sizes { get; } =
        (golden.GetProperty("steps").GetInt32(), golden.GetProperty("batch").GetInt32(), golden.GetProperty("inputs").GetInt32(), golden.GetProperty("hidden").GetInt32());

    [Theory]
    [InlineData("rnn tanh")]
    [InlineData("rnn relu, 2 layers")]
    [InlineData("rnn tanh, 2 layers both ways")]
    [InlineData("lstm both ways")]
    [InlineData("lstm, 3 layers both ways")]
    [InlineData("gru, 2 layers")]
    [InlineData("gru, 2 layers both ways")]
    public void Weights_that_travel_give_the_outputs_states_and_gradients_of_pytorch(string name)
    {
        var expected = golden.GetProperty(name);
        var (layers, both) = (expected.GetProperty("layers").GetInt32(), expected.Flag("bidirectional"));
        var layer = Make(name, layers, both, new RandomStream(1));
        layer.Load(StateOf(expected));
        using var tape = new Tape<double>();
        var x = tape.Watch(Tensor.Create(expected.GetProperty("x").Numbers(), [Sizes.Steps, Sizes.Batch, Sizes.Inputs]));
        int[] shape = layers == 1 && !both ? [Sizes.Batch, Sizes.Hidden] : [layers * (both ? 2 : 1), Sizes.Batch, Sizes.Hidden];
        Tensor<double>[] initial = [.. expected.GetProperty("initial").EnumerateArray().Select(state => Tensor.Create(state.Numbers(), Shape.Create(shape)))];
        for (var part = 0; part < initial.Length; part++)
        {
            initial[part] = tape.Watch(initial[part]);
        }

        var (outputs, last) = Run(layer, x, initial);
        Near(expected.GetProperty("outputs"), outputs);
        var loss = outputs.Sin().Sum();
        for (var part = 0; part < last.Length; part++)
        {
            Assert.Equal(shape, last[part].Shape.AsSpan());
            Near(expected.GetProperty("last")[part], last[part]);
            loss += (part + 2) * last[part].Cos().Sum();
        }

        var gradients = tape.Gradients(loss);
        Near(expected.GetProperty("gradient"), gradients[x]);
        for (var part = 0; part < initial.Length; part++)
        {
            Near(expected.GetProperty("initialGradients")[part], gradients[initial[part]]);
        }

        var byName = expected.GetProperty("parameterGradients");
        foreach (var entry in layer.InFiles())
        {
            var gradient = gradients[entry.Tensor!];
            Near(byName.GetProperty(entry.Name), entry.IsTransposed ? gradient.Transpose() : gradient);
        }
    }

    [Fact]
    public void Names_in_files_are_those_of_pytorch_in_its_order()
    {
        var expected = golden.GetProperty("gru, 2 layers both ways").GetProperty("shapes").EnumerateObject().Select(static shape => shape.Name);
        Assert.Equal(expected, new Gru<double>(2, 5, new RandomStream(1), layers: 2, bidirectional: true).InFiles().Select(static entry => entry.Name));
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void Dropout_stands_between_the_layers_and_only_while_training(string name)
    {
        var x = new RandomStream(2).Normal<double>([3, 2, 2]);
        var (plain, dropped) = (Make(name, 2, true, new RandomStream(3)), Make(name, 2, true, new RandomStream(4), dropout: 1));
        dropped.CopyFrom(plain);
        dropped.Evaluate();
        Assert.Equal(plain.Forward(x).ToArray(), dropped.Forward(x).ToArray());

        // With everything dropped the second layer reads zeros, whatever the first one read.
        dropped.Train();
        Assert.Equal(dropped.Forward(x).ToArray(), dropped.Forward(-x).ToArray());
        Assert.NotEqual(plain.Forward(x).ToArray(), dropped.Forward(x).ToArray());
        var half = Make(name, 2, false, new RandomStream(5), dropout: 0.5);
        Assert.NotEqual(half.Forward(x).ToArray(), half.Forward(x).ToArray());
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void The_gradients_of_a_stack_in_both_directions_are_right_to_the_second_order(string name)
    {
        var layer = Make(name, 2, true, new RandomStream(6));
        GradientCheck.Assert<double>(x => layer.Forward(x).Square().Sum(), new RandomStream(7).Normal<double>([3, 2, 2]));
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void A_batch_that_comes_first_and_a_sequence_without_steps_keep_their_meaning(string name)
    {
        var x = new RandomStream(8).Normal<double>([4, 3, 2]);
        var (layer, batchFirst) = (Make(name, 2, true, new RandomStream(9)), Make(name, 2, true, new RandomStream(9), batchFirst: true));
        Assert.Equal(layer.Forward(x).Permute(1, 0, 2).ToArray(), batchFirst.Forward(x.Permute(1, 0, 2)).ToArray());
        Assert.Equal([0, 3, 10], layer.Forward(Tensor.Zeros<double>(0, 3, 2)).Shape.AsSpan());
    }

    private static RecurrentLayer<double> Make(string name, int layers, bool both, RandomStream random, double dropout = 0, bool batchFirst = false) => name.Split(' ', ',')[0] switch
    {
        "lstm" => new Lstm<double>(Sizes.Inputs, Sizes.Hidden, random, batchFirst, layers: layers, bidirectional: both, dropout: dropout),
        "gru" => new Gru<double>(Sizes.Inputs, Sizes.Hidden, random, batchFirst, layers: layers, bidirectional: both, dropout: dropout),
        _ => new Rnn<double>(
            Sizes.Inputs, Sizes.Hidden, random, batchFirst, layers: layers, bidirectional: both, dropout: dropout, activation: name.Contains("relu", StringComparison.Ordinal) ? static x => x.Relu() : null),
    };

    private static (Tensor<double> Outputs, Tensor<double>[] Last) Run(RecurrentLayer<double> layer, Tensor<double> x, Tensor<double>[] initial)
    {
        switch (layer)
        {
            case Lstm<double> lstm:
                var (outputs, state) = lstm.Run(x, new LstmState<double>(initial[0], initial[1]));
                return (outputs, [state.Hidden, state.Cell]);
            case Gru<double> gru:
                var result = gru.Run(x, initial[0]);
                return (result.Outputs, [result.State]);
            default:
                var plain = ((Rnn<double>)layer).Run(x, initial[0]);
                return (plain.Outputs, [plain.State]);
        }
    }

    /// <summary>A file of safetensors with PyTorch's state_dict in it.</summary>
    private static SafeTensorsFile StateOf(JsonElement expected)
    {
        var shapes = expected.GetProperty("shapes");
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, expected.GetProperty("parameters").EnumerateObject().Select(parameter => KeyValuePair.Create(
            parameter.Name,
            Tensor.Create(parameter.Value.Numbers(), [.. shapes.GetProperty(parameter.Name).EnumerateArray().Select(static size => size.GetInt32())]))));
        stream.Position = 0;
        return SafeTensors.Read(stream, "state_dict");
    }

    private static void Near(JsonElement expected, Tensor<double> actual)
    {
        var numbers = expected.Numbers();
        Assert.Equal(numbers.Length, actual.Length);
        Assert.All(numbers.Zip(actual.ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }
}
