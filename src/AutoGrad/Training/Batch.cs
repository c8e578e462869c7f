using System.Numerics;

namespace AutoGrad;

/// <summary>Some examples of a dataset, stacked along the first axis. Valid until the next one is taken: the memory is used again.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Batch<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Indices? labels;
    private readonly Tensor<T>? targets;

    internal Batch(Tensor<T> inputs, Indices? labels, Tensor<T>? targets) => (Inputs, this.labels, this.targets) = (inputs, labels, targets);

    /// <summary>The inputs, [n, ..].</summary>
    public Tensor<T> Inputs { get; }

    /// <summary>The class of each example, [n].</summary>
    /// <exception cref="ValueException">The dataset has targets instead.</exception>
    public Indices Labels => labels ?? throw Errors.DatasetKind("Batch.Labels", "labels");

    /// <summary>What to predict, [n, ..].</summary>
    /// <exception cref="ValueException">The dataset has labels instead.</exception>
    public Tensor<T> Targets => targets ?? throw Errors.DatasetKind("Batch.Targets", "targets");

    /// <summary>Whether the examples have class labels rather than targets.</summary>
    public bool HasLabels => labels is not null;

    /// <summary>The number of examples; the last batch of a pass may be smaller than the others.</summary>
    public int Count => Inputs.Shape[0];
}
