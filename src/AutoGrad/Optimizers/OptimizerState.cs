using System.Numerics;

namespace AutoGrad;

/// <summary>What an optimizer remembers about one parameter from step to step: tensors of the parameter's shape, zero at first, and a count of updates.</summary>
/// <remarks>The tensors own their memory and outlive every scope.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class OptimizerState<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tensor<T>[] tensors;

    internal OptimizerState(Shape shape, int count, int settings)
    {
        tensors = new Tensor<T>[count];
        for (var index = 0; index < count; index++)
        {
            tensors[index] = Tensor<T>.AllocateOwned("OptimizerState", shape);
            Launch.Fill(T.Zero, tensors[index]);
        }

        Settings = Tensor<T>.AllocateOwned("OptimizerSettings", Shape.Create(settings));
    }

    /// <summary>How often the parameter was updated, the update that is under way included.</summary>
    public long Steps { get; internal set; }

    /// <summary>The rows that the update under way visits; null for all.</summary>
    internal Indices? Rows { get; set; }

    /// <summary>The remembered tensor at a place, in the order of <see cref="Optimizer{T}.StateNames"/>.</summary>
    public Tensor<T> this[int index] => tensors[index];

    /// <summary>The numbers of the step that a fused update reads as an operand.</summary>
    internal Tensor<T> Settings { get; }

    internal ReadOnlySpan<Tensor<T>> Tensors => tensors;

    /// <summary>Replaces a remembered tensor's values.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public void Assign(int index, Tensor<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Shape != tensors[index].Shape)
        {
            throw Errors.SameShape("OptimizerState.Assign", tensors[index].Shape, values.Shape);
        }

        Launch.Copy(values, tensors[index]);
    }

    /// <summary>Fills every element of a remembered tensor.</summary>
    internal void Fill(int index, T value) => Launch.Fill(value, tensors[index]);
}
