using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>What <see cref="Rnn{T}"/>, <see cref="Lstm{T}"/> and <see cref="Gru{T}"/> share: layers on top of each other, both directions, dropout in between, states.</summary>
/// <remarks>
/// Parameters: <c>inputWeight</c>, <c>recurrentWeight</c>, <c>inputBias</c> and <c>recurrentBias</c> of the first layer; those of the next have its number behind the name
/// (<c>inputWeight1</c>), those of the direction from the end to the start then <c>Reverse</c> (<c>inputWeight1Reverse</c>). In files they are PyTorch's weight_ih_l0, weight_hh_l1_reverse
/// and so on, the weights transposed.
/// Shapes: x is [steps, batch, inputs], the outputs are [steps, batch, hidden], or twice as wide where both directions stand side by side; batchFirst exchanges steps and batch. A state is
/// [batch, hidden] for one layer in one direction, and [layers x directions, batch, hidden] otherwise: of each layer the forward direction, then the other.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract class RecurrentLayer<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<string, (string Name, bool IsTransposed)> namesInFile = [];
    private readonly string name;
    private readonly int directions;
    private readonly bool batchFirst;
    private readonly double dropout;
    private readonly RandomStream? random;

    private protected RecurrentLayer(
        string name, int gates, int inputs, int hidden, RandomStream random, bool batchFirst, Initializer? initializer, int layers, bool bidirectional, double dropout)
    {
        ArgumentNullException.ThrowIfNull(random);
        Check(name, inputs, hidden, layers, dropout);
        (this.name, this.batchFirst, this.dropout, Hidden, directions) = (name, batchFirst, dropout, hidden, bidirectional ? 2 : 1);
        this.random = dropout > 0 ? AddRandom("random", random) : null;

        // PyTorch's choice for every parameter.
        initializer ??= Initializer.Uniform(-1 / Math.Sqrt(hidden), 1 / Math.Sqrt(hidden));
        var weights = new RecurrentWeights<T>[layers * directions];
        for (var place = 0; place < weights.Length; place++)
        {
            var (layer, isReverse) = (place / directions, place % directions == 1);
            var width = layer == 0 ? inputs : directions * hidden;
            Parameter<T> Make(string part, string inFile, Shape shape)
            {
                var own = part + (layer == 0 ? "" : layer.ToString(CultureInfo.InvariantCulture)) + (isReverse ? "Reverse" : "");
                namesInFile.Add(own, (FormattableString.Invariant($"{inFile}_l{layer}{(isReverse ? "_reverse" : "")}"), shape.Rank == 2));
                return AddParameter(own, shape, initializer, random);
            }

            weights[place] = new RecurrentWeights<T>(
                Make("inputWeight", "weight_ih", Shape.For(name, width, gates * hidden)),
                Make("recurrentWeight", "weight_hh", Shape.For(name, hidden, gates * hidden)),
                Make("inputBias", "bias_ih", Shape.Create(gates * hidden)),
                Make("recurrentBias", "bias_hh", Shape.Create(gates * hidden)));
        }

        Weights = weights;
    }

    /// <summary>The size of a state.</summary>
    public int Hidden { get; }

    /// <summary>How many layers stand on top of each other.</summary>
    public int Layers => Weights.Count / directions;

    /// <summary>Whether each layer also reads from the end to the start.</summary>
    public bool IsBidirectional => directions == 2;

    /// <summary>The parameters of every layer and direction: of each layer the forward direction, then the other.</summary>
    public IReadOnlyList<RecurrentWeights<T>> Weights { get; }

    /// <summary>What the inputs of the first layer are multiplied by.</summary>
    public Parameter<T> InputWeight => Weights[0].Input;

    /// <summary>What the outputs of the step before are multiplied by in the first layer.</summary>
    public Parameter<T> RecurrentWeight => Weights[0].Recurrent;

    /// <summary>What is added to the products of the inputs in the first layer.</summary>
    public Parameter<T> InputBias => Weights[0].InputBias;

    /// <summary>What is added to the products of the outputs of the step before in the first layer.</summary>
    public Parameter<T> RecurrentBias => Weights[0].RecurrentBias;

    private protected override (string Name, bool IsTransposed) NameInFile(string name) => namesInFile[name];

    /// <summary>One layer in one direction over all steps, from the parts of a state to the parts after the last step, the first of which is the output there.</summary>
    private protected abstract (Tensor<T> Outputs, Tensor<T>[] Last) Scan(RecurrentWeights<T> weights, Tensor<T> x, Tensor<T>[] state);

    /// <summary>All layers in all directions.</summary>
    private protected (Tensor<T> Outputs, Tensor<T>[] State) Run(Tensor<T> x, params Tensor<T>?[] state)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != 3 || x.Shape[2] != InputWeight.Shape[0])
        {
            throw Errors.RecurrentInput(name, x.Shape, InputWeight.Shape[0], batchFirst);
        }

        Inspector.Enter(this);
        x = InOrder(x);
        var first = Array.ConvertAll(state, part => StateOfEach(part, x.Shape[1]));
        var last = Array.ConvertAll(state, _ => new Tensor<T>[Weights.Count]);
        for (var layer = 0; layer < Layers; layer++)
        {
            x = layer > 0 && dropout > 0 && IsTraining ? x.Dropout(dropout, random!) : x;
            var outputs = new Tensor<T>[directions];
            for (var direction = 0; direction < directions; direction++)
            {
                var place = (layer * directions) + direction;
                var (scanned, after) = Scan(Weights[place], direction == 0 ? x : x.Flip(0), Array.ConvertAll(first, part => part[place]));
                outputs[direction] = direction == 0 ? scanned : scanned.Flip(0);
                for (var part = 0; part < last.Length; part++)
                {
                    last[part][place] = after[part];
                }
            }

            x = directions == 1 ? outputs[0] : Ops.Concat(outputs, 2);
        }

        x = InOrder(x);
        Inspector.Leave(this, x.Shape);
        return (x, Array.ConvertAll(last, static part => part.Length == 1 ? part[0] : Ops.Stack(part)));
    }

    /// <summary>The output of the last step, or what was there before the first.</summary>
    private protected static Tensor<T> Last(Tensor<T> outputs, Tensor<T> hidden) => outputs.Shape[0] == 0 ? hidden : outputs.Select(0, ^1);

    /// <summary>Exchanges batch and steps where the batch comes first.</summary>
    private Tensor<T> InOrder(Tensor<T> x) => batchFirst ? x.Permute(1, 0, 2) : x;

    /// <summary>One part of the state, for each layer and direction: zeros when it is not given.</summary>
    private Tensor<T>[] StateOfEach(Tensor<T>? given, int batch)
    {
        if (given is null)
        {
            var zeros = Tensor.Zeros<T>(batch, Hidden);
            return [.. Enumerable.Repeat(zeros, Weights.Count)];
        }

        var expected = Weights.Count == 1 ? Shape.Create(batch, Hidden) : Shape.Create(Weights.Count, batch, Hidden);
        return given.Shape != expected ? throw Errors.RecurrentState(name, given.Shape, expected) : Weights.Count == 1 ? [given] : given.Unbind();
    }

    private static void Check(string name, int inputs, int hidden, int layers, double dropout)
    {
        if (inputs < 1 || hidden < 1)
        {
            throw Errors.RecurrentSize(name, inputs, hidden);
        }

        if (layers < 1 || (dropout > 0 && layers == 1))
        {
            throw Errors.RecurrentLayers(name, layers, dropout);
        }

        if (dropout is not (>= 0 and <= 1))
        {
            throw Errors.DropoutRate(dropout);
        }
    }
}
