using System.Numerics;

namespace AutoGrad;

/// <summary>A place of a module's file.</summary>
/// <param name="Name">The name there.</param>
/// <param name="Tensor">The parameter or buffer; null for what is passed over.</param>
/// <param name="IsTransposed">Whether its two axes change places there.</param>
internal sealed record FileEntry<T>(string Name, WritableTensor<T>? Tensor, bool IsTransposed)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The shape there.</summary>
    public Shape Shape => IsTransposed ? Shape.Create(Tensor!.Shape[1], Tensor.Shape[0]) : Tensor!.Shape;
}
