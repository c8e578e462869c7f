using System.Numerics;

namespace AutoGrad;

/// <summary>A rule that knows the other direction too: where it does not, forward mode has to transpose it by a nested tape.</summary>
/// <remarks>The object is the target of the rule's delegate, so that recording an op costs no more.</remarks>
internal interface IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The Jacobian-vector product: what the op's result changes by when the argument moves along the tangent. Recorded like every op.</summary>
    Tensor<T> Push(Tensor<T> tangent);
}
