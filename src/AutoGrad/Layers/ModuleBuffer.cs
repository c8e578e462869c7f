using System.Numerics;

namespace AutoGrad;

/// <summary>A tensor that belongs to a module and is saved with it, but that no optimizer trains: a running mean, a table of positions.</summary>
/// <remarks>It owns its memory and outlives every scope. For a tape it is a constant.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ModuleBuffer<T> : Tensor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal ModuleBuffer(Tensor<T> initial, string name)
        : base("ModuleBuffer", initial.Shape, initial.Rank == 0 ? null : OwnedStorage(initial.Shape))
    {
        Name = name;
        Launch.Copy(initial, this);
    }

    /// <summary>The name, or within a model the path of names, such as <c>1.runningMean</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>Replaces the values by those of a tensor of the same shape.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public void Assign(Tensor<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Shape != Shape)
        {
            throw Errors.SameShape($"ModuleBuffer.Assign to '{Name}'", Shape, values.Shape);
        }

        Launch.Copy(values, this);
    }
}
