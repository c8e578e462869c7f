using System.Numerics;

namespace AutoGrad;

/// <summary>A module that turns one tensor into another: what <see cref="Sequential{T}"/> chains.</summary>
/// <typeparam name="T">The element type.</typeparam>
public abstract class Layer<T> : Module<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The layer's result. Inside a tape it is recorded; outside, or in a <see cref="Scope{T}"/>, it is just computed.</summary>
    public abstract Tensor<T> Forward(Tensor<T> x);
}
