using System.Numerics;

namespace AutoGrad;

/// <summary>A gated recurrent unit: reads sequences step by step and gives an output at each step, which is its whole state.</summary>
/// <remarks>
/// <para>Parameters: <c>inputWeight</c> of shape [inputs, 3 hidden], <c>recurrentWeight</c> [hidden, 3 hidden], <c>inputBias</c> and <c>recurrentBias</c> [3 hidden], with the gates in the order
/// reset, update, candidate. They are PyTorch's weight_ih, weight_hh, bias_ih and bias_hh, the weights transposed.
/// Shapes: x is [steps, batch, inputs] and the outputs [steps, batch, hidden], or with batchFirst [batch, steps, ..]; a state is [batch, hidden].</para>
/// <para>Stack several in a <see cref="Sequential{T}"/>; for the last state, which is what a classifier reads, call <see cref="Run"/>.</para>
/// Source: Cho et al., Learning phrase representations using RNN encoder-decoder (2014); see Ops.Gru for the formula.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Gru<T> : Layer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool batchFirst;

    /// <summary>Makes the layer and draws all its parameters.</summary>
    /// <param name="inputs">The size of the last axis of the input.</param>
    /// <param name="hidden">The size of the state, and of the outputs' last axis.</param>
    /// <param name="random">Where the parameters are drawn from.</param>
    /// <param name="batchFirst">Whether x and the outputs are [batch, steps, ..] instead of [steps, batch, ..], which costs a copy of each.</param>
    /// <param name="initializer">How all parameters are drawn: uniform between -1 / sqrt(hidden) and 1 / sqrt(hidden) by default.</param>
    /// <exception cref="ValueException">A size is less than 1.</exception>
    public Gru(int inputs, int hidden, RandomStream random, bool batchFirst = false, Initializer? initializer = null)
    {
        RecurrentLayer.CheckSizes("Gru", inputs, hidden);
        this.batchFirst = batchFirst;
        initializer ??= RecurrentLayer.Initializer(hidden);
        InputWeight = AddParameter("inputWeight", Shape.For("Gru", inputs, 3 * hidden), initializer, random);
        RecurrentWeight = AddParameter("recurrentWeight", Shape.For("Gru", hidden, 3 * hidden), initializer, random);
        InputBias = AddParameter("inputBias", Shape.Create(3 * hidden), initializer, random);
        RecurrentBias = AddParameter("recurrentBias", Shape.Create(3 * hidden), initializer, random);
    }

    /// <summary>What the inputs are multiplied by, [inputs, 3 hidden].</summary>
    public Parameter<T> InputWeight { get; }

    /// <summary>What the outputs of the step before are multiplied by, [hidden, 3 hidden].</summary>
    public Parameter<T> RecurrentWeight { get; }

    /// <summary>What is added to the products of the inputs, [3 hidden].</summary>
    public Parameter<T> InputBias { get; }

    /// <summary>What is added to the products of the outputs of the step before, [3 hidden].</summary>
    public Parameter<T> RecurrentBias { get; }

    private protected override (string Name, bool IsTransposed) NameInFile(string name) => RecurrentLayer.NameInFile(name);

    /// <summary>The outputs of all steps, from a state of zeros.</summary>
    /// <exception cref="ShapeException">The input is not [steps, batch, inputs].</exception>
    public override Tensor<T> Forward(Tensor<T> x) => Run(x).Outputs;

    /// <summary>The outputs of all steps and the state after the last.</summary>
    /// <param name="x">The sequences, [steps, batch, inputs], or with batchFirst [batch, steps, inputs].</param>
    /// <param name="state">The state before the first step: zeros when left out.</param>
    /// <exception cref="ShapeException">The input or the state has another shape.</exception>
    public GruResult<T> Run(Tensor<T> x, Tensor<T>? state = null)
    {
        x = RecurrentLayer.StepsFirst("Gru", x, InputWeight.Shape[0], batchFirst);
        var hidden = RecurrentLayer.State("Gru", state, x.Shape[1], RecurrentWeight.Shape[0]);
        var outputs = x.Affine(InputWeight, InputBias).Gru(RecurrentWeight, RecurrentBias, hidden);
        return new GruResult<T>(RecurrentLayer.InOrder(outputs, batchFirst), RecurrentLayer.Last(outputs, hidden));
    }
}

/// <summary>What a <see cref="Gru{T}"/> makes of a sequence.</summary>
/// <param name="Outputs">The output of every step, [steps, batch, hidden], or with batchFirst [batch, steps, hidden].</param>
/// <param name="State">The output of the last step, [batch, hidden], from which the next part of the sequence may go on.</param>
/// <typeparam name="T">The element type.</typeparam>
public sealed record GruResult<T>(Tensor<T> Outputs, Tensor<T> State)
    where T : unmanaged, IFloatingPointIeee754<T>;
