using System.Numerics;

namespace AutoGrad;

/// <summary>A plain recurrent layer: reads sequences step by step; each output is a function of the input and the output before, which is its whole state.</summary>
/// <remarks>
/// <para>Formula: h becomes tanh(x W + b + h V + c), with another function where one is given.
/// The parameters, their names and shapes are those of every <see cref="RecurrentLayer{T}"/>.</para>
/// <para>Long sequences need an <see cref="Lstm{T}"/> or a <see cref="Gru{T}"/>: here what was read fades, or its gradient grows, from step to step.</para>
/// Source: Elman, Finding structure in time, Cognitive Science 14 (1990).
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Rnn<T> : RecurrentLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Func<Tensor<T>, Tensor<T>> activation;

    /// <summary>Makes the layer, or several, and draws all parameters.</summary>
    /// <param name="inputs">The size of the last axis of the input.</param>
    /// <param name="hidden">The size of the state, and of each direction's outputs.</param>
    /// <param name="random">Where the parameters, and masks of dropout, are drawn from.</param>
    /// <param name="batchFirst">Whether x and the outputs are [batch, steps, ..] instead of [steps, batch, ..], which costs a copy of each.</param>
    /// <param name="initializer">How all parameters are drawn: uniform between -1 / sqrt(hidden) and 1 / sqrt(hidden) by default.</param>
    /// <param name="layers">How many layers stand on top of each other, each reading the outputs of the one before.</param>
    /// <param name="bidirectional">Whether each layer also reads from the end to the start; the outputs of both directions then stand side by side.</param>
    /// <param name="dropout">The probability with which an output on its way from one layer to the next is dropped while training.</param>
    /// <param name="activation">The function of each step: tanh when left out; PyTorch also has relu, <c>x =&gt; x.Relu()</c>.</param>
    /// <exception cref="ValueException">A size is less than 1, or dropout is no probability or has no two layers to stand between.</exception>
    public Rnn(
        int inputs,
        int hidden,
        RandomStream random,
        bool batchFirst = false,
        Initializer? initializer = null,
        int layers = 1,
        bool bidirectional = false,
        double dropout = 0,
        Func<Tensor<T>, Tensor<T>>? activation = null)
        : base("Rnn", 1, inputs, hidden, random, batchFirst, initializer, layers, bidirectional, dropout) => this.activation = activation ?? (static x => x.Tanh());

    /// <summary>The outputs of all steps, from a state of zeros.</summary>
    /// <exception cref="ShapeException">The input is not [steps, batch, inputs].</exception>
    public override Tensor<T> Forward(Tensor<T> x) => Run(x).Outputs;

    /// <summary>The outputs of all steps and the state after the last.</summary>
    /// <param name="x">The sequences, [steps, batch, inputs], or with batchFirst [batch, steps, inputs].</param>
    /// <param name="state">The state before the first step: zeros when left out.</param>
    /// <exception cref="ShapeException">The input or the state has another shape.</exception>
    public RecurrentResult<T> Run(Tensor<T> x, Tensor<T>? state = null)
    {
        var (outputs, last) = base.Run(x, state);
        return new RecurrentResult<T>(outputs, last[0]);
    }

    private protected override (Tensor<T> Outputs, Tensor<T>[] Last) Scan(RecurrentWeights<T> weights, Tensor<T> x, Tensor<T>[] state)
    {
        var h = state[0];
        if (x.Shape[0] == 0)
        {
            return (Tensor.Zeros<T>(0, h.Shape[0], h.Shape[1]), [h]);
        }

        var steps = x.Affine(weights.Input, weights.InputBias + weights.RecurrentBias).Unbind();
        for (var step = 0; step < steps.Length; step++)
        {
            steps[step] = h = activation(steps[step] + h.MatMul(weights.Recurrent));
        }

        return (Ops.Stack(steps), [h]);
    }
}
