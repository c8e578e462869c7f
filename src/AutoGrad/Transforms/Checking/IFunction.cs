using System.Numerics;

namespace AutoGrad;

/// <summary>A function of tensors written once for every element type: what trains in float can be checked in double.</summary>
/// <remarks>C# has no generic delegates that stay generic, so it is an interface with one generic method.</remarks>
public interface IFunction
{
    /// <summary>The value of the function.</summary>
    /// <typeparam name="T">The element type to compute in.</typeparam>
    /// <param name="arguments">The arguments.</param>
    Tensor<T> Invoke<T>(IReadOnlyList<Tensor<T>> arguments)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
