using System.Numerics;

namespace AutoGrad;

/// <summary>One example of a stream: an input with a class label or with a target. It owns its memory, so that it may wait in buffers and go from thread to thread.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Example<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int? label;
    private readonly Tensor<T>? target;

    /// <summary>An example with a class label.</summary>
    /// <param name="input">The input, which is copied.</param>
    /// <param name="label">Its class, counted from 0.</param>
    /// <exception cref="IndexException">The label is negative.</exception>
    public Example(Tensor<T> input, int label)
    {
        Input = Own(input);
        this.label = label >= 0 ? label : throw Errors.DatasetLabel("Example", label, null);
    }

    /// <summary>An example with a target.</summary>
    /// <param name="input">The input, which is copied.</param>
    /// <param name="target">What to predict, which is copied.</param>
    public Example(Tensor<T> input, Tensor<T> target)
    {
        Input = Own(input);
        this.target = Own(target);
    }

    /// <summary>The input.</summary>
    public Tensor<T> Input { get; }

    /// <summary>Whether the example has a class label rather than a target.</summary>
    public bool HasLabel => label is not null;

    /// <summary>The class.</summary>
    /// <exception cref="ValueException">The example has a target instead.</exception>
    public int Label => label ?? throw Errors.DatasetKind("Example.Label", "label");

    /// <summary>What to predict.</summary>
    /// <exception cref="ValueException">The example has a label instead.</exception>
    public Tensor<T> Target => target ?? throw Errors.DatasetKind("Example.Target", "target");

    private static Tensor<T> Own(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var owned = Tensor<T>.AllocateOwned("Example", tensor.Shape);
        Launch.Copy(tensor, owned);
        return owned;
    }
}
