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
    bool TryAddTo(Tensor<T> sum, Tensor<T> cotangent);
}
