namespace AutoGrad.GradBench;

/// <summary>A stack of LSTM layers with diagonal weights that predicts a text's next character, bit by bit.</summary>
internal static class Lstm
{
    public sealed record Input(double[][] MainParams, double[][] ExtraParams, double[][] State, double[][] Sequence) : Repeated;

    public static Module Module { get; } = new Module<Input>("lstm")
    {
        ["objective"] = static input =>
        {
            var (text, parameters) = Read(input);
            return Timed.Value(() => text.Loss(parameters));
        },
        ["jacobian"] = static input =>
        {
            var (text, parameters) = Read(input);
            var gradients = Differentiate.ValueAndGradients<double>(text.Loss);
            return () =>
            {
                var (_, byParameter) = gradients(parameters);
                return Ops.Concat([byParameter[0].Reshape(-1), byParameter[1].Reshape(-1)]);
            };
        },
    };

    private static (Text Text, Tensor<double>[] Parameters) Read(Input input)
    {
        var rows = Arrays.AtLeast(2, input.MainParams.Length);
        var characters = Arrays.AtLeast(2, input.Sequence.Length);
        var bits = Arrays.AtLeast(1, input.Sequence[0].Length);
        if (rows % 2 != 0)
        {
            throw new InputException($"main_params has {rows} rows where weights and biases make an even number");
        }

        var main = Arrays.Matrix(input.MainParams, rows, 4 * bits);
        return (new Text(Arrays.Matrix(input.Sequence, characters, bits), Arrays.Matrix(input.State, rows, bits)), [main, Arrays.Matrix(input.ExtraParams, 3, bits)]);
    }

    /// <summary>The text and the state that the layers start from.</summary>
    private sealed class Text(Tensor<double> sequence, Tensor<double> state)
    {
        public Tensor<double> Loss(Tensor<double>[] parameters)
        {
            var (inWeight, outWeight, outBias) = parameters[1].Unbind() is [var a, var b, var c] ? (a, b, c) : default;
            var characters = sequence.Unbind();
            var start = state.Unbind();
            var weights = parameters[0].Unbind();
            var layers = Enumerable.Range(0, weights.Length / 2)
                .Select(i => new Layer(weights[2 * i], weights[(2 * i) + 1], start[2 * i], start[(2 * i) + 1])).ToArray();
            var outputs = new Tensor<double>[characters.Length - 1];
            for (var t = 0; t < outputs.Length; t++)
            {
                var signal = characters[t] * inWeight;
                foreach (var layer in layers)
                {
                    signal = layer.Step(signal);
                }

                outputs[t] = signal;
            }

            var predictions = Ops.Stack(outputs).MultiplyAdd(outWeight, outBias);
            var logarithms = predictions - (2 + predictions.Exp().Sum([1], keepAxes: true)).Log();
            return -(sequence.Narrow(0, 1, outputs.Length) * logarithms).Sum() / predictions.Length;
        }
    }

    /// <summary>One layer with its state, which moves on with every character.</summary>
    private sealed class Layer(Tensor<double> weights, Tensor<double> biases, Tensor<double> hidden, Tensor<double> cell)
    {
        // forget, ingate, outgate, change
        private readonly Tensor<double>[] w = weights.Reshape(4, -1).Unbind();
        private readonly Tensor<double>[] b = biases.Reshape(4, -1).Unbind();
        private Tensor<double> hidden = hidden;
        private Tensor<double> cell = cell;

        public Tensor<double> Step(Tensor<double> input)
        {
            var forget = input.MultiplyAdd(w[0], b[0]).Sigmoid();
            var ingate = hidden.MultiplyAdd(w[1], b[1]).Sigmoid();
            var outgate = input.MultiplyAdd(w[2], b[2]).Sigmoid();
            var change = hidden.MultiplyAdd(w[3], b[3]).Tanh();
            cell = cell.MultiplyAdd(forget, ingate * change);
            hidden = outgate * cell.Tanh();
            return hidden;
        }
    }
}
