using System.Text.Json;

namespace AutoGrad.Tests;

public sealed class RecurrentLayerTests
{
    private static readonly JsonElement golden = Golden.Read("recurrent.json");

    private static (int Steps, int Batch, int Inputs, int Hidden) Sizes { get; } =
        (golden.GetProperty("steps").GetInt32(), golden.GetProperty("batch").GetInt32(), golden.GetProperty("inputs").GetInt32(), golden.GetProperty("hidden").GetInt32());

    [Fact]
    public void An_lstm_gives_the_outputs_states_and_gradients_of_pytorch()
    {
        var expected = golden.GetProperty("lstm");
        var layer = new Lstm<double>(Sizes.Inputs, Sizes.Hidden, new RandomStream(1));
        Assign(expected, layer.InputWeight, layer.RecurrentWeight, layer.InputBias, layer.RecurrentBias);
        using var tape = new Tape<double>();
        var (x, initial) = Inputs(tape, expected);
        var (outputs, state) = layer.Run(x, new LstmState<double>(initial[0], initial[1]));
        Agree(expected, tape, x, outputs, initial, [state.Hidden, state.Cell], layer);
    }

    [Fact]
    public void A_gru_gives_the_outputs_state_and_gradients_of_pytorch()
    {
        var expected = golden.GetProperty("gru");
        var layer = new Gru<double>(Sizes.Inputs, Sizes.Hidden, new RandomStream(1));
        Assign(expected, layer.InputWeight, layer.RecurrentWeight, layer.InputBias, layer.RecurrentBias);
        using var tape = new Tape<double>();
        var (x, initial) = Inputs(tape, expected);
        var (outputs, state) = layer.Run(x, initial[0]);
        Agree(expected, tape, x, outputs, initial, [state], layer);
    }

    [Fact]
    public void A_batch_that_comes_first_gives_the_same_numbers_in_its_order()
    {
        var x = new RandomStream(2).Normal<double>([4, 3, 2]);
        var (lstm, lstmFirst) = (new Lstm<double>(2, 5, new RandomStream(3)), new Lstm<double>(2, 5, new RandomStream(3), batchFirst: true));
        var (gru, gruFirst) = (new Gru<double>(2, 5, new RandomStream(3)), new Gru<double>(2, 5, new RandomStream(3), batchFirst: true));
        Assert.Equal(lstm.Forward(x).Permute(1, 0, 2).ToArray(), lstmFirst.Forward(x.Permute(1, 0, 2)).ToArray());
        Assert.Equal(lstm.Run(x).State.Cell.ToArray(), lstmFirst.Run(x.Permute(1, 0, 2)).State.Cell.ToArray());
        Assert.Equal(gru.Forward(x).Permute(1, 0, 2).ToArray(), gruFirst.Forward(x.Permute(1, 0, 2)).ToArray());
        Assert.Equal(gru.Run(x).State.ToArray(), gruFirst.Run(x.Permute(1, 0, 2)).State.ToArray());
    }

    [Fact]
    public void A_sequence_in_two_parts_gives_the_numbers_of_the_whole()
    {
        var x = new RandomStream(4).Normal<float>([7, 3, 2]);
        var lstm = new Lstm<float>(2, 6, new RandomStream(5));
        var part = lstm.Run(x.Narrow(0, 0, 3));
        var rest = lstm.Run(x.Narrow(0, 3, 4), part.State);
        Assert.Equal(lstm.Forward(x).ToArray(), (float[])[.. part.Outputs.ToArray(), .. rest.Outputs.ToArray()]);
        Assert.Equal(rest.Outputs.Select(0, ^1).ToArray(), rest.State.Hidden.ToArray());

        var gru = new Gru<float>(2, 6, new RandomStream(5));
        var first = gru.Run(x.Narrow(0, 0, 3));
        Assert.Equal(gru.Forward(x).ToArray(), (float[])[.. first.Outputs.ToArray(), .. gru.Run(x.Narrow(0, 3, 4), first.State).Outputs.ToArray()]);
    }

    [Fact]
    public void Without_steps_the_state_stays_as_it_was()
    {
        var state = new LstmState<double>(Tensor.Ones<double>(3, 6), Tensor.Full<double>([3, 6], 2));
        var result = new Lstm<double>(2, 6, new RandomStream(6)).Run(Tensor.Zeros<double>(0, 3, 2), state);
        Assert.Equal([0, 3, 6], result.Outputs.Shape.AsSpan());
        Assert.Equal(state.Hidden.ToArray(), result.State.Hidden.ToArray());
        Assert.Equal(state.Cell.ToArray(), result.State.Cell.ToArray());
        Assert.Equal(new double[18], new Gru<double>(2, 6, new RandomStream(6)).Run(Tensor.Zeros<double>(0, 3, 2)).State.ToArray());
    }

    [Fact]
    public void Parameters_are_drawn_within_one_over_the_root_of_the_state()
    {
        foreach (var parameter in new Lstm<double>(3, 25, new RandomStream(7)).Parameters)
        {
            Assert.InRange(parameter.Abs().Max().Item(), 0.15, 0.2);
        }

        Assert.Equal(["inputWeight", "recurrentWeight", "inputBias", "recurrentBias"], new Gru<double>(1, 1, new RandomStream(1)).Parameters.Select(static parameter => parameter.Name));
    }

    [Fact]
    public void The_gradients_of_stacked_layers_are_right_to_the_second_order()
    {
        var random = new RandomStream(8);
        var model = new Sequential<double>(new Lstm<double>(2, 3, random), new Gru<double>(3, 2, random));
        GradientCheck.Assert<double>(x => model.Forward(x).Square().Sum(), random.Normal<double>([3, 2, 2]));
    }

    private static void Assign(JsonElement expected, Parameter<double> inputWeight, Parameter<double> recurrentWeight, Parameter<double> inputBias, Parameter<double> recurrentBias)
    {
        var values = expected.GetProperty("parameters");
        inputWeight.Assign(Transposed(values.GetProperty("weight_ih"), inputWeight.Shape));
        recurrentWeight.Assign(Transposed(values.GetProperty("weight_hh"), recurrentWeight.Shape));
        inputBias.Assign(Tensor.Create(values.GetProperty("bias_ih").Numbers()));
        recurrentBias.Assign(Tensor.Create(values.GetProperty("bias_hh").Numbers()));
    }

    private static Tensor<double> Transposed(JsonElement values, Shape shape) => Tensor.Create(values.Numbers(), [shape[1], shape[0]]).Transpose();

    private static (Tensor<double> X, Tensor<double>[] Initial) Inputs(Tape<double> tape, JsonElement expected)
    {
        var x = tape.Watch(Tensor.Create(expected.GetProperty("x").Numbers(), [Sizes.Steps, Sizes.Batch, Sizes.Inputs]));
        var initial = new List<Tensor<double>>();
        foreach (var state in expected.GetProperty("initial").EnumerateArray())
        {
            initial.Add(tape.Watch(Tensor.Create(state.Numbers(), [Sizes.Batch, Sizes.Hidden])));
        }

        return (x, [.. initial]);
    }

    private static void Agree(JsonElement expected, Tape<double> tape, Tensor<double> x, Tensor<double> outputs, Tensor<double>[] initial, Tensor<double>[] last, Layer<double> layer)
    {
        Near(expected.GetProperty("outputs"), outputs);
        var loss = outputs.Sin().Sum();
        for (var index = 0; index < last.Length; index++)
        {
            Near(expected.GetProperty("last")[index], last[index]);
            loss += (index + 2) * last[index].Cos().Sum();
        }

        foreach (var createGraph in new[] { false, true })
        {
            var gradients = tape.Gradients(loss, createGraph: createGraph);
            Near(expected.GetProperty("gradient"), gradients[x]);
            for (var index = 0; index < initial.Length; index++)
            {
                Near(expected.GetProperty("initialGradients")[index], gradients[initial[index]]);
            }

            var parameters = layer.Parameters;
            var byName = expected.GetProperty("parameterGradients");
            Near(Transposed(byName.GetProperty("weight_ih"), parameters[0].Shape), gradients[parameters[0]]);
            Near(Transposed(byName.GetProperty("weight_hh"), parameters[1].Shape), gradients[parameters[1]]);
            Near(byName.GetProperty("bias_ih"), gradients[parameters[2]]);
            Near(byName.GetProperty("bias_hh"), gradients[parameters[3]]);
        }
    }

    private static void Near(JsonElement expected, Tensor<double> actual) => Near(expected.Numbers(), actual);

    private static void Near(Tensor<double> expected, Tensor<double> actual) => Near(expected.ToArray(), actual);

    private static void Near(double[] expected, Tensor<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual.ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }
}
