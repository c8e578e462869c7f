using System.Numerics;

namespace AutoGrad;

/// <summary>A tensor that training changes: it owns its memory, outlives every scope, and is watched by a tape as soon as an op uses it.</summary>
/// <remarks>Only optimizers and <see cref="Assign"/> write a parameter. A tape that recorded the older version refuses to sweep afterwards.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Parameter<T> : Tensor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes a parameter with the values of <paramref name="initial"/>, copied.</summary>
    /// <param name="initial">The starting values.</param>
    /// <param name="name">The name shown in errors; a module replaces it by the path within the model.</param>
    public Parameter(Tensor<T> initial, string name = "parameter")
        : base("Parameter", Checked(initial).Shape, initial.Rank == 0 ? null : OwnedStorage(initial.Shape))
    {
        Name = name;
        Launch.Copy(initial, this);
    }

    /// <summary>The name, or within a model the path of names, such as <c>0.weight</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>Counts the writes: a tape compares it with the version it recorded.</summary>
    public long Version { get; private set; }

    /// <summary>Replaces the values by those of a tensor of the same shape; for loading weights. Optimizers write through the same door.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public void Assign(Tensor<T> values)
    {
        if (Checked(values).Shape != Shape)
        {
            throw Errors.SameShape($"Parameter.Assign to '{Name}'", Shape, values.Shape);
        }

        Launch.Copy(values, this);
        CountWrite();
    }

    /// <summary>Tells tapes that recorded the older values that these are gone; called after each write.</summary>
    internal void CountWrite() => Version++;

    /// <summary>The parameter's name, shape and values as text.</summary>
    public override string ToString() => $"{Name} {Shape} {base.ToString()}";

    private static Tensor<T> Checked(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor;
    }
}
