using System.Numerics;

namespace AutoGrad;

/// <summary>A rule that can add its contribution to a sum that a sweep owns, with less work than making a tensor of it first.</summary>
/// <remarks>
/// Taking a sequence of n steps apart would cost n sums of the whole sequence otherwise, and weights used n times n products that are written and read again.
/// The object is the target of the rule's delegate.
/// </remarks>
internal interface IAddingRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Adds what the rule would return, with the same bits, to a sum that lies in memory of its own; false, and nothing done, where it can't. Not recorded.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="cotangent">The result's cotangent.</param>
    /// <param name="kept">What the node keeps for a shared function; null for a closure.</param>
    bool TryAddTo(Tensor<T> sum, Tensor<T> cotangent, Tensor<T>? kept);
}
