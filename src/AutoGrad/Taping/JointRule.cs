using System.Numerics;

namespace AutoGrad;

/// <summary>One rule for all arguments, up to three, of an op whose cotangents share work: one launch gives them all. Both directions.</summary>
/// <remarks>The object is all that recording the op costs beside its result. Ops with more arguments have <see cref="ManyRules{T}"/>.</remarks>
internal abstract class JointRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Memory that the rule alone reads: it may go when the node has been passed for the last time. Null where there is none.</summary>
    public virtual Tensor<T>? Notes => null;

    /// <summary>The arguments' cotangents from the result's.</summary>
    /// <param name="cotangent">The result's.</param>
    /// <param name="isSpent">Whether nobody else will read the result's cotangent, so that an unrecorded rule may write over it.</param>
    /// <param name="wantsX">Whether the first argument's is wanted; else null is given for it.</param>
    /// <param name="wantsY">The same for the second.</param>
    /// <param name="wantsZ">The same for the third.</param>
    public abstract (Tensor<T>? X, Tensor<T>? Y, Tensor<T>? Z) Pull(Tensor<T> cotangent, bool isSpent, bool wantsX, bool wantsY, bool wantsZ);

    /// <summary>What the result changes by when each argument moves along its tangent; null for arguments that stay, of which there is at least one that does not.</summary>
    public abstract Tensor<T> Push(Tensor<T>? tangentX, Tensor<T>? tangentY, Tensor<T>? tangentZ);
}
