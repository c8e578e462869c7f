using System.Numerics;

namespace AutoGrad;

/// <summary>A long short-term memory: reads sequences step by step and gives an output at each step.</summary>
/// <remarks>
/// <para>Parameters: <c>inputWeight</c> of shape [inputs, 4 hidden], <c>recurrentWeight</c> [hidden, 4 hidden], <c>inputBias</c> and <c>recurrentBias</c> [4 hidden], with the gates in the order
/// input, forget, candidate, output. They are PyTorch's weight_ih, weight_hh, bias_ih and bias_hh, the weights transposed.
/// Shapes: x is [steps, batch, inputs] and the outputs [steps, batch, hidden], or with batchFirst [batch, steps, ..]; a state is [batch, hidden].</para>
/// <para>Stack several in a <see cref="Sequential{T}"/>; for the last state, which is what a classifier reads, call <see cref="Run"/>.</para>
/// Source: Hochreiter and Schmidhuber, Long short-term memory (1997); see Ops.Lstm for the formula.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Lstm<T> : Layer<T>
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
    public Lstm(int inputs, int hidden, RandomStream random, bool batchFirst = false, Initializer? initializer = null)
    {
        RecurrentLayer.CheckSizes("Lstm", inputs, hidden);
        this.batchFirst = batchFirst;
        initializer ??= RecurrentLayer.Initializer(hidden);
        InputWeight = AddParameter("inputWeight", Shape.For("Lstm", inputs, 4 * hidden), initializer, random);
        RecurrentWeight = AddParameter("recurrentWeight", Shape.For("Lstm", hidden, 4 * hidden), initializer, random);
        InputBias = AddParameter("inputBias", Shape.Create(4 * hidden), initializer, random);
        RecurrentBias = AddParameter("recurrentBias", Shape.Create(4 * hidden), initializer, random);
    }

    /// <summary>What the inputs are multiplied by, [inputs, 4 hidden].</summary>
    public Parameter<T> InputWeight { get; }

    /// <summary>What the outputs of the step before are multiplied by, [hidden, 4 hidden].</summary>
    public Parameter<T> RecurrentWeight { get; }

    /// <summary>What is added to the products of the inputs, [4 hidden].</summary>
    public Parameter<T> InputBias { get; }

    /// <summary>What is added to the products of the outputs of the step before, [4 hidden]. In an LSTM it does what <see cref="InputBias"/> does.</summary>
    public Parameter<T> RecurrentBias { get; }

    private protected override (string Name, bool IsTransposed) NameInFile(string name) => RecurrentLayer.NameInFile(name);

    /// <summary>The outputs of all steps, from a state of zeros.</summary>
    /// <exception cref="ShapeException">The input is not [steps, batch, inputs].</exception>
    public override Tensor<T> Forward(Tensor<T> x) => Run(x).Outputs;

    /// <summary>The outputs of all steps and the state after the last.</summary>
    /// <param name="x">The sequences, [steps, batch, inputs], or with batchFirst [batch, steps, inputs].</param>
    /// <param name="state">The state before the first step: zeros when left out.</param>
    /// <exception cref="ShapeException">The input or the state has another shape.</exception>
    public LstmResult<T> Run(Tensor<T> x, LstmState<T>? state = null)
    {
        x = RecurrentLayer.StepsFirst("Lstm", x, InputWeight.Shape[0], batchFirst);
        var hidden = RecurrentLayer.State("Lstm", state?.Hidden, x.Shape[1], RecurrentWeight.Shape[0]);
        var cell = RecurrentLayer.State("Lstm", state?.Cell, x.Shape[1], RecurrentWeight.Shape[0]);
        var (outputs, lastCell) = x.Affine(InputWeight, InputBias + RecurrentBias).Lstm(RecurrentWeight, hidden, cell);
        return new LstmResult<T>(RecurrentLayer.InOrder(outputs, batchFirst), new LstmState<T>(RecurrentLayer.Last(outputs, hidden), lastCell));
    }
}

/// <summary>The memory of an <see cref="Lstm{T}"/> between two steps.</summary>
/// <param name="Hidden">The output of the last step, [batch, hidden].</param>
/// <param name="Cell">The cell, [batch, hidden].</param>
/// <typeparam name="T">The element type.</typeparam>
public sealed record LstmState<T>(Tensor<T> Hidden, Tensor<T> Cell)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>What an <see cref="Lstm{T}"/> makes of a sequence.</summary>
/// <param name="Outputs">The output of every step, [steps, batch, hidden], or with batchFirst [batch, steps, hidden].</param>
/// <param name="State">The state after the last step, from which the next part of the sequence may go on.</param>
/// <typeparam name="T">The element type.</typeparam>
public sealed record LstmResult<T>(Tensor<T> Outputs, LstmState<T> State)
    where T : unmanaged, IFloatingPointIeee754<T>;
