using System.Numerics;

namespace AutoGrad;

/// <summary>A number that says how good a model is, gathered batch by batch: what a <see cref="Trainer{T}"/> measures on validation data. <see cref="Metric"/> makes the usual ones.</summary>
/// <remarks>Gathering counts every example once, so the value does not depend on the size of the batches. Derive from it for a measure of your own.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract class Metric<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes a metric.</summary>
    /// <param name="name">What it is called in results, logs and reports.</param>
    /// <exception cref="ValueException">The name is empty or has more than one line.</exception>
    protected Metric(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name.Length > 0 && !name.Contains('\n', StringComparison.Ordinal) ? name : throw Errors.MetricName(name);
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The value over all that was gathered; NaN where that says nothing.</summary>
    public abstract double Value { get; }

    /// <summary>Forgets what was gathered.</summary>
    public abstract void Reset();

    /// <summary>Gathers a batch.</summary>
    /// <param name="output">What the model made of it.</param>
    /// <param name="batch">The batch.</param>
    public abstract void Add(Tensor<T> output, Batch<T> batch);

    /// <summary>The name and the value.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name} {Value}");
}
