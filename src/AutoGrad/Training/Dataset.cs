using System.Numerics;

namespace AutoGrad;

/// <summary>Examples to learn from: inputs, each with a class label or with a target. It owns its memory and never changes.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Dataset<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Indices? labels;
    private readonly Tensor<T>? targets;

    /// <summary>Examples with class labels; both are copied.</summary>
    /// <param name="inputs">The inputs, [n, ..].</param>
    /// <param name="labels">The class of each, [n], counted from 0.</param>
    /// <exception cref="ShapeException">The numbers of examples differ.</exception>
    /// <exception cref="ValueException">There are no examples.</exception>
    /// <exception cref="IndexException">A label is negative.</exception>
    public Dataset(Tensor<T> inputs, Indices labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Rank == 0 || labels.Rank != 1 || labels.Length != inputs.Shape[0])
        {
            throw Errors.ExampleCounts("Dataset", inputs.Shape, labels.Shape);
        }

        for (var example = 0; example < labels.Length; example++)
        {
            // One more than the largest label is the number of classes, which must be an int too.
            if (labels[example] is < 0 or int.MaxValue)
            {
                throw Errors.DatasetLabel("Dataset", labels[example], example);
            }
        }

        Inputs = Own(inputs);
        this.labels = labels;
        Classes = labels.AsSpan().ToArray().Max() + 1;
    }

    /// <summary>Examples with targets; both are copied.</summary>
    /// <param name="inputs">The inputs, [n, ..].</param>
    /// <param name="targets">What to predict for each, [n, ..].</param>
    /// <exception cref="ShapeException">The numbers of examples differ.</exception>
    /// <exception cref="ValueException">There are no examples.</exception>
    public Dataset(Tensor<T> inputs, Tensor<T> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Rank == 0 || targets.Rank == 0 || targets.Shape[0] != inputs.Shape[0])
        {
            throw Errors.ExampleCounts("Dataset", inputs.Shape, targets.Shape);
        }

        Inputs = Own(inputs);
        this.targets = Own(targets);
    }

    /// <summary>The number of examples.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>The inputs, [n, ..].</summary>
    public Tensor<T> Inputs { get; }

    /// <summary>The class of each example, [n].</summary>
    /// <exception cref="ValueException">The dataset has targets instead.</exception>
    public Indices Labels => labels ?? throw Errors.DatasetKind("Dataset.Labels", "labels");

    /// <summary>What to predict, [n, ..].</summary>
    /// <exception cref="ValueException">The dataset has labels instead.</exception>
    public Tensor<T> Targets => targets ?? throw Errors.DatasetKind("Dataset.Targets", "targets");

    /// <summary>Whether the examples have class labels rather than targets.</summary>
    public bool HasLabels => labels is not null;

    /// <summary>One more than the largest label; 0 without labels.</summary>
    public int Classes { get; }

    /// <summary>The examples with the given numbers, in that order.</summary>
    /// <exception cref="IndexException">There is no such example.</exception>
    public Dataset<T> Select(Indices examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        examples.CheckRange("Dataset.Select", Count, "the examples");
        using var scope = new Scope<T>();
        var rows = examples.AsSpan();
        return HasLabels
            ? new Dataset<T>(DatasetRows.Take(Inputs, rows), DatasetRows.Take(Labels, rows))
            : new Dataset<T>(DatasetRows.Take(Inputs, rows), DatasetRows.Take(Targets, rows));
    }

    /// <summary>The same examples with other inputs, such as scaled ones.</summary>
    /// <exception cref="ShapeException">The number of examples differs.</exception>
    public Dataset<T> WithInputs(Tensor<T> inputs) => HasLabels ? new Dataset<T>(inputs, Labels) : new Dataset<T>(inputs, Targets);

    /// <summary>The same examples with every input multiplied by a factor: pixels of 0 to 16 by 1 / 16.</summary>
    public Dataset<T> Scale(double factor)
    {
        using var scope = new Scope<T>();
        return WithInputs(Inputs * factor);
    }

    /// <summary>Divides the examples at random into two sets.</summary>
    /// <param name="fraction">The share of the first set, rounded to whole examples: more than 0, less than 1.</param>
    /// <param name="random">Where the order is drawn from.</param>
    /// <param name="stratified">Whether each class is divided by itself, so that both sets have the same mixture; needs labels.</param>
    /// <exception cref="ValueException">The fraction leaves one set empty, or there are no labels to stratify by.</exception>
    public (Dataset<T> First, Dataset<T> Second) Split(double fraction, RandomStream random, bool stratified = false)
    {
        ArgumentNullException.ThrowIfNull(random);
        var order = random.Permutation(Count);
        var isFirst = stratified ? DatasetSplit.Stratified(order, Labels.AsSpan(), Classes, fraction) : DatasetSplit.Plain(order, fraction);
        int[] first = [.. order.Where(example => isFirst[example])];
        int[] second = [.. order.Where(example => !isFirst[example])];
        if (first.Length == 0 || second.Length == 0)
        {
            throw Errors.TrainingSetting("Dataset.Split", "the fraction", fraction, $"It must lie between 0 and 1 and leave at least one of the {Count} examples on each side.");
        }

        return (Select(Indices.Create(first)), Select(Indices.Create(second)));
    }

    /// <summary>The example at a place.</summary>
    internal Example<T> ExampleAt(int index)
    {
        using var scope = new Scope<T>();
        var input = Inputs.Select(0, index);
        return HasLabels ? new Example<T>(input, Labels[index]) : new Example<T>(input, Targets.Select(0, index));
    }

    /// <summary>One pass over the examples in their order; the last batch holds what is left.</summary>
    /// <remarks>A batch is valid until the next one; its memory is used again. Keep() what must last.</remarks>
    /// <exception cref="ValueException">The size is not positive.</exception>
    public IEnumerable<Batch<T>> Batches(int size) => new BatchSequence<T>(this, size, null);

    /// <summary>One pass over the examples in an order drawn when the pass begins; the last batch holds what is left.</summary>
    /// <remarks>A batch is valid until the next one; its memory is used again. Keep() what must last. Each foreach draws a new order.</remarks>
    /// <exception cref="ValueException">The size is not positive.</exception>
    public IEnumerable<Batch<T>> Batches(int size, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new BatchSequence<T>(this, size, random);
    }

    private static Tensor<T> Own(Tensor<T> tensor)
    {
        if (tensor.Shape[0] == 0)
        {
            throw Errors.EmptyDataset("Dataset");
        }

        var owned = Tensor<T>.AllocateOwned("Dataset", tensor.Shape);
        Launch.Copy(tensor, owned);
        return owned;
    }
}
