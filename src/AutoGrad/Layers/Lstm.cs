using System.Numerics;

namespace AutoGrad;

/// <summary>A long short-term memory: reads sequences step by step and gives an output at each step.</summary>
/// <remarks>
/// <para>The parameters, their names and shapes are those of every <see cref="RecurrentLayer{T}"/>; each has four parts, in the order input gate, forget gate, candidate, output gate.</para>
/// <para>For the last state, which is what a classifier reads, call <see cref="Run"/>.</para>
/// Source: Hochreiter and Schmidhuber, Long short-term memory (1997); see Ops.Lstm for the formula.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Lstm<T> : RecurrentLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes the layer, or several, and draws all parameters.</summary>
    /// <param name="inputs">The size of the last axis of the input.</param>
    /// <param name="hidden">The size of the state, and of each direction's outputs.</param>
    /// <param name="random">Where the parameters, and masks of dropout, are drawn from.</param>
    /// <param name="batchFirst">Whether x and the outputs are [batch, steps, ..] instead of [steps, batch, ..], which costs a copy of each.</param>
    /// <param name="initializer">How all parameters are drawn: uniform between -1 / sqrt(hidden) and 1 / sqrt(hidden) by default.</param>
    /// <param name="layers">How many layers stand on top of each other, each reading the outputs of the one before.</param>
    /// <param name="bidirectional">Whether each layer also reads from the end to the start; the outputs of both directions then stand side by side.</param>
    /// <param name="dropout">The probability with which an output on its way from one layer to the next is dropped while training.</param>
    /// <exception cref="ValueException">A size is less than 1, or dropout is no probability or has no two layers to stand between.</exception>
    public Lstm(
        int inputs,
        int hidden,
        RandomStream random,
        bool batchFirst = false,
        Initializer? initializer = null,
        int layers = 1,
        bool bidirectional = false,
        double dropout = 0)
        : base("Lstm", 4, inputs, hidden, random, batchFirst, initializer, layers, bidirectional, dropout)
    {
    }

    /// <summary>The outputs of all steps, from a state of zeros.</summary>
    /// <exception cref="ShapeException">The input is not [steps, batch, inputs].</exception>
    public override Tensor<T> Forward(Tensor<T> x) => Run(x).Outputs;

    /// <summary>The outputs of all steps and the state after the last.</summary>
    /// <param name="x">The sequences, [steps, batch, inputs], or with batchFirst [batch, steps, inputs].</param>
    /// <param name="state">The state before the first step: zeros when left out.</param>
    /// <exception cref="ShapeException">The input or the state has another shape.</exception>
    public LstmResult<T> Run(Tensor<T> x, LstmState<T>? state = null)
    {
        var (outputs, last) = Run(x, state?.Hidden, state?.Cell);
        return new LstmResult<T>(outputs, new LstmState<T>(last[0], last[1]));
    }

    private protected override (Tensor<T> Outputs, Tensor<T>[] Last) Scan(RecurrentWeights<T> weights, Tensor<T> x, Tensor<T>[] state)
    {
        var (outputs, cell) = x.Affine(weights.Input, weights.InputBias + weights.RecurrentBias).Lstm(weights.Recurrent, state[0], state[1]);
        return (outputs, [Last(outputs, state[0]), cell]);
    }
}

/// <summary>The memory of an <see cref="Lstm{T}"/> between two steps.</summary>
/// <param name="Hidden">The output of the last step, [batch, hidden], or with several layers or directions [layers x directions, batch, hidden].</param>
/// <param name="Cell">The cell, of the same shape.</param>
/// <typeparam name="T">The element type.</typeparam>
public sealed record LstmState<T>(Tensor<T> Hidden, Tensor<T> Cell)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>What an <see cref="Lstm{T}"/> makes of a sequence.</summary>
/// <param name="Outputs">The output of every step of the last layer, [steps, batch, hidden], or with batchFirst [batch, steps, hidden]; twice as wide in two directions.</param>
/// <param name="State">The state after the last step, from which the next part of the sequence may go on.</param>
/// <typeparam name="T">The element type.</typeparam>
public sealed record LstmResult<T>(Tensor<T> Outputs, LstmState<T> State)
    where T : unmanaged, IFloatingPointIeee754<T>;
