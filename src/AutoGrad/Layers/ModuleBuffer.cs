using System.Numerics;

namespace AutoGrad;

/// <summary>A tensor that belongs to a module and is copied with it, but that no optimizer trains: a running mean, a table of positions.</summary>
/// <remarks>It owns its memory and outlives every scope. For a tape it is a constant.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ModuleBuffer<T> : WritableTensor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal ModuleBuffer(Tensor<T> initial, string name)
        : base("ModuleBuffer", initial, name)
    {
    }
}
