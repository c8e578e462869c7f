using System.Collections;
using System.Numerics;

namespace AutoGrad;

/// <summary>A pass over a dataset in batches. Each batch takes the memory of the one before it, whose tensors then refuse to be read.</summary>
internal sealed class BatchSequence<T> : IEnumerable<Batch<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dataset<T> data;
    private readonly int size;
    private readonly RandomStream? random;

    public BatchSequence(Dataset<T> data, int size, RandomStream? random)
    {
        if (size < 1)
        {
            throw Errors.TrainingSetting("Dataset.Batches", "the size", size, "It must be 1 or more.");
        }

        (this.data, this.size, this.random) = (data, size, random);
    }

    public IEnumerator<Batch<T>> GetEnumerator()
    {
        var order = random?.Permutation(data.Count) ?? [.. Enumerable.Range(0, data.Count)];
        var inputs = new LentTensor<T>();
        var targets = new LentTensor<T>();
        for (var start = 0; start < order.Length; start += size)
        {
            var rows = new ReadOnlyMemory<int>(order, start, Math.Min(size, order.Length - start));
            yield return new Batch<T>(
                inputs.Fill(data.Inputs, rows.Span),
                data.HasLabels ? DatasetRows.Take(data.Labels, rows.Span) : null,
                data.HasLabels ? null : targets.Fill(data.Targets, rows.Span));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Memory that is lent as one tensor after another; lending it again ends the one before, unless that was kept.</summary>
internal sealed class LentTensor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Tensor<T>? lent;

    /// <summary>Lends the memory as the rows of a tensor with the given numbers.</summary>
    public Tensor<T> Fill(Tensor<T> source, ReadOnlySpan<int> rows)
    {
        var shape = lent?.Shape[0] == rows.Length ? lent.Shape : DatasetRows.ShapeOf(source, rows.Length);
        lent = Tensor<T>.Lend("Batch", shape, lent);
        Launch.Rows(source, rows, lent);
        return lent;
    }
}
