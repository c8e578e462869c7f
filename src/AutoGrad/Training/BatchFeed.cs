using System.Numerics;

namespace AutoGrad;

/// <summary>Where a run takes its batches from.</summary>
internal abstract class BatchFeed<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The batches of an epoch.</summary>
    public abstract int Batches { get; }

    /// <summary>What a checkpoint says of the data: of other data it is refused.</summary>
    public abstract string Description { get; }

    /// <summary>What the order is drawn from.</summary>
    public abstract IReadOnlyList<RandomStream> Random { get; }

    /// <summary>Where it stands beyond what a run knows, for a checkpoint.</summary>
    public virtual string Place
    {
        get => "-";
        set
        {
            if (value != Place)
            {
                throw new FormatException($"its place is {value}");
            }
        }
    }

    /// <summary>Goes to the <see cref="Place"/> that was set, and throws where the data are others than those that were seen; returns whether <see cref="Random"/> stands now where the next batch needs it.</summary>
    public virtual bool Seek() => false;

    /// <summary>The batches of the epoch that is under way, from the run's place on.</summary>
    public abstract IEnumerable<Batch<T>> Epoch(TrainerState<T> state);

    /// <summary>Lets go of the source.</summary>
    public abstract void Dispose();
}

/// <summary>Batches of a dataset, each epoch in a new order.</summary>
internal sealed class DatasetFeed<T>(Dataset<T> data, int batchSize, RandomStream random) : BatchFeed<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override int Batches => (data.Count + batchSize - 1) / batchSize;

    public override string Description => FormattableString.Invariant($"{data.Inputs.Shape} in batches of {batchSize}");

    public override IReadOnlyList<RandomStream> Random => [random];

    public override IEnumerable<Batch<T>> Epoch(TrainerState<T> state)
    {
        // A pass that was under way is drawn in its old order again; what it has seen is passed over, and then the stream goes on where it was.
        var seen = state.Step;
        var position = state.BeginPass(random);
        foreach (var batch in data.Batches(batchSize, random))
        {
            if (position is { } later)
            {
                (random.Position, position) = (later, null);
            }

            if (seen > 0)
            {
                seen--;
                continue;
            }

            yield return batch;
        }
    }

    public override void Dispose()
    {
    }
}
