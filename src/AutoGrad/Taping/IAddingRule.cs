using System.Numerics;

namespace AutoGrad;

/// <summary>A rule whose contribution is zero in most places: where a sweep owns the sum, the rule adds to those places alone.</summary>
/// <remarks>Taking a sequence of n steps apart would cost n sums of the whole sequence otherwise. The object is the target of the rule's delegate.</remarks>
internal interface IAddingRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Adds what the rule would return to a sum that lies in memory of its own. Not recorded.</summary>
    void AddTo(Tensor<T> sum, Tensor<T> cotangent);
}
