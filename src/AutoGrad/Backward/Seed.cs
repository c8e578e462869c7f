using System.Numerics;

namespace AutoGrad;

/// <summary>Where a sweep begins: a target's node, and the target's cotangent.</summary>
internal readonly record struct Seed<T>(int Ordinal, Tensor<T> Cotangent)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The cotangent of every target of rank 0 that was given none.</summary>
    public static Tensor<T> One { get; } = Tensor.Ones<T>(Shape.Scalar);
}
