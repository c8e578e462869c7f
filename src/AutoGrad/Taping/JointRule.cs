using System.Numerics;

namespace AutoGrad;

/// <summary>One rule for all arguments, up to three, of an op whose cotangents share work: one launch gives them all. Both directions.</summary>
/// <remarks>The object is all that recording the op costs beside its result. Ops with more arguments have <see cref="ManyRules{T}"/>.</remarks>
internal abstract class JointRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Memory that the rule alone reads: it may go when the node has been passed for the last time. Null where there is none.</summary>
    public virtual Tensor<T>? Notes => null;

    /// <summary>The arguments' cotangents from the result's; null for those that are not wanted.</summary>
    public abstract (Tensor<T>? X, Tensor<T>? Y, Tensor<T>? Z) Pull(Tensor<T> cotangent, bool wantsX, bool wantsY, bool wantsZ);

    /// <summary>What the result changes by when each argument moves along its tangent; null for arguments that stay, of which there is at least one that does not.</summary>
    public abstract Tensor<T> Push(Tensor<T>? tangentX, Tensor<T>? tangentY, Tensor<T>? tangentZ);
}
