using System.Numerics;

namespace AutoGrad;

/// <summary>A rule for all arguments that knows the other direction too; see <see cref="IForwardRule{T}"/>.</summary>
internal interface IJointForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>What the op's result changes by when each argument moves along its tangent; null for arguments that stay. Null where the result stays.</summary>
    Tensor<T>? Push(Tensor<T>?[] tangents);
}
