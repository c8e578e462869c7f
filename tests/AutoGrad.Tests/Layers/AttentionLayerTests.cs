using System.Text.Json;

namespace AutoGrad.Tests;

public sealed class AttentionLayerTests
{
    private const int Size = 8;
    private const int Heads = 2;
    private const int Inner = 6;

    /// <summary>PyTorch's names; its weights are the transposes of ours.</summary>
    private static readonly Dictionary<string, string> names = new()
    {
        ["in_proj_weight"] = "input.weight",
        ["in_proj_bias"] = "input.bias",
        ["out_proj.weight"] = "output.weight",
        ["out_proj.bias"] = "output.bias",
    };

    public static TheoryData<int> Attentions => [.. Enumerable.Range(0, Golden.Read("attention.json").GetProperty("attention").GetArrayLength())];

    public static TheoryData<int> Encoders => [.. Enumerable.Range(0, Golden.Read("attention.json").GetProperty("encoder").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Attentions))]
    public void Attention_gives_the_numbers_and_gradients_of_PyTorch(int index)
    {
        var golden = Golden.Read("attention.json").GetProperty("attention")[index];
        var layer = new MultiHeadAttention<double>(Size, Heads, new RandomStream(1));
        var kind = golden.GetProperty("kind").GetString();

        // Keys 3 and 4 of the first sequence and key 0 of the second are padding.
        var padding = Tensor.Create([0, 0, 0, -Inf, -Inf, -Inf, 0, 0, 0, 0], [2, 1, 1, 5]);
        Check(golden, layer, inputs => kind == "cross" ? layer.Attend(inputs[0], inputs[1], inputs[2], padding) : layer.Forward(inputs[0], null, isCausal: kind == "causal"));
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void An_encoder_layer_gives_the_numbers_and_gradients_of_PyTorch(int index)
    {
        var golden = Golden.Read("attention.json").GetProperty("encoder")[index];
        Func<Tensor<double>, Tensor<double>>? gelu = golden.GetProperty("activation").GetString() == "gelu" ? x => x.Gelu() : null;
        var layer = new TransformerEncoderLayer<double>(Size, Heads, Inner, new RandomStream(1), activation: gelu, normFirst: golden.Flag("normFirst"));
        Check(golden, layer, inputs => layer.Forward(inputs[0], null, isCausal: true));
    }

    [Fact]
    public void Keys_of_a_cross_attention_are_its_values_by_default()
    {
        var random = new RandomStream(2);
        var layer = new MultiHeadAttention<double>(8, 2, random);
        var (x, y) = (random.Normal<double>([3, 4, 8]), random.Normal<double>([3, 6, 8]));
        Assert.Equal(layer.Attend(x, y, y).ToArray(), layer.Attend(x, y).ToArray());
        Assert.Equal(layer.Forward(x).ToArray(), layer.Attend(x, x).ToArray(), new Within(1e-14));
    }

    [Fact]
    public void Dropout_drops_weights_while_training_and_none_afterwards()
    {
        var random = new RandomStream(3);
        var layer = new MultiHeadAttention<double>(8, 2, random, dropout: 0.5);
        var certain = new MultiHeadAttention<double>(8, 2, random);
        certain.CopyFrom(layer);
        var x = random.Normal<double>([2, 5, 8]);
        var mask = Tensor.Create([0, 0, 0, 0, -Inf]);
        Assert.NotEqual(layer.Forward(x, mask).ToArray(), layer.Forward(x, mask).ToArray());
        layer.Evaluate();
        Assert.Equal(certain.Forward(x, mask).ToArray(), layer.Forward(x, mask).ToArray());

        // The kept weights are scaled, so that the mean over many draws is the result without dropout.
        layer.Train();
        var sum = Tensor.Zeros<double>(x.Shape);
        for (var draw = 0; draw < 2000; draw++)
        {
            sum += layer.Attend(x, x, mask: mask);
        }

        Assert.Equal(certain.Forward(x, mask).ToArray(), (sum / 2000).ToArray(), new Within(0.1));
    }

    [Fact]
    public void An_encoder_layer_with_dropout_has_right_gradients_for_the_masks_it_drew()
    {
        var layer = new TransformerEncoderLayer<double>(6, 2, 5, new RandomStream(4), dropout: 0.3, activation: x => x.Tanh());
        var x = new RandomStream(5).Normal<double>([2, 3, 6]);
        var other = new TransformerEncoderLayer<double>(6, 2, 5, new RandomStream(4), dropout: 0.3, activation: x => x.Tanh());
        Assert.Equal(layer.Forward(x).ToArray(), other.Forward(x).ToArray());
        layer.Evaluate();
        GradientCheck.Assert<double>(t => layer.Forward(t).Sin().Sum(), x);
    }

    private const double Inf = double.PositiveInfinity;

    private static void Check(JsonElement golden, Module<double> layer, Func<Tensor<double>[], Tensor<double>> forward)
    {
        var parameters = golden.GetProperty("parameters").EnumerateObject().Select(entry => (Parameter: Find(layer, entry.Name), Values: entry.Value.Numbers(), entry.Name)).ToArray();
        foreach (var (parameter, values, _) in parameters)
        {
            parameter.Assign(parameter.Rank == 2 ? Tensor.Create(values, [parameter.Shape[1], parameter.Shape[0]]).Transpose() : Tensor.Create(values));
        }

        using var tape = new Tape<double>();
        var inputs = golden.GetProperty("inputs").EnumerateArray().Select(x => x.Numbers()).Select(x => Tensor.Create(x, [2, x.Length / 2 / Size, Size])).ToArray();
        for (var index = 0; index < inputs.Length; index++)
        {
            inputs[index] = tape.Watch(inputs[index]);
        }

        var y = forward(inputs);
        Assert.Equal(golden.GetProperty("y").Numbers(), y.ToArray(), new Within(1e-10));
        foreach (var createGraph in new[] { false, true })
        {
            var gradients = tape.Gradients(y.Sin().Sum(), createGraph: createGraph);
            foreach (var (input, expected) in inputs.Zip(golden.GetProperty("inputGradients").EnumerateArray()))
            {
                Assert.Equal(expected.Numbers(), gradients[input].ToArray(), new Within(1e-10));
            }

            foreach (var (parameter, _, name) in parameters)
            {
                var gradient = parameter.Rank == 2 ? gradients[parameter].Transpose() : gradients[parameter];
                Assert.Equal(golden.GetProperty("gradients").GetProperty(name).Numbers(), gradient.ToArray(), new Within(1e-10));
            }
        }
    }

    private static Parameter<double> Find(Module<double> layer, string name)
    {
        var inAttention = name.StartsWith("self_attn.", StringComparison.Ordinal) ? name["self_attn.".Length..] : name;
        var path = names.GetValueOrDefault(inAttention, inAttention);
        return layer.Parameters[inAttention == name ? path : "attention." + path];
    }

    private sealed class Within(double error) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= error * (1 + Math.Abs(x));

        public int GetHashCode(double value) => 0;
    }
}
