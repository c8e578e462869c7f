using System.Numerics;

namespace AutoGrad;

/// <summary>What an <see cref="Rnn{T}"/> or a <see cref="Gru{T}"/>, whose output is its state, makes of a sequence.</summary>
/// <param name="Outputs">The output of every step of the last layer, [steps, batch, hidden], or with batchFirst [batch, steps, hidden]; twice as wide in two directions.</param>
/// <param name="State">The output of the last step, [batch, hidden], or with several layers or directions [layers x directions, batch, hidden]; the next part of the sequence may go on from it.</param>
/// <typeparam name="T">The element type.</typeparam>
public sealed record RecurrentResult<T>(Tensor<T> Outputs, Tensor<T> State)
    where T : unmanaged, IFloatingPointIeee754<T>;
