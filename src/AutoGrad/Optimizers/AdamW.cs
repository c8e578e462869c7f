using System.Numerics;

namespace AutoGrad;

/// <summary>Adam whose weight decay shrinks the parameters themselves instead of joining the gradient and being scaled with it.</summary>
/// <remarks>
/// Formula: p *= 1 - learningRate weightDecay, then <see cref="Adam{T}"/>'s step without decay. The decay is 0.01 unless set.
/// Source: Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019. The same numbers as PyTorch's.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class AdamW<T> : Adam<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="parameters">What to train: a model's Parameters.</param>
    public AdamW(ParameterList<T> parameters)
        : base(parameters) => WeightDecay = 0.01;

    private protected override bool IsDecayDecoupled => true;
}
