using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Batches of a stream, which begins again where it ends. An epoch is a number of them, wherever the stream ends.</summary>
/// <remarks>A place in it is where the random numbers stood when it began, and how many batches it has given since: to go there, it is read again from its beginning, and must give the same last batch.</remarks>
internal sealed class StreamFeed<T>(IAsyncEnumerable<Batch<T>> data, int batches, RandomStream? random, CancellationToken cancellation) : BatchFeed<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private IAsyncEnumerator<Batch<T>>? source;
    private Batch<T>? last;
    private long seen;
    private ulong position;
    private ulong splits;
    private uint checksum;

    public override int Batches => batches;

    public override string Description => FormattableString.Invariant($"a stream, {batches} batches to an epoch");

    public override IReadOnlyList<RandomStream> Random => random is null ? [] : [random];

    public override string Place
    {
        get => string.Create(CultureInfo.InvariantCulture, $"{seen} {position} {splits} {(last is null ? checksum : Checksum(last))}");
        set
        {
            var words = value.Split(' ');
            seen = long.Parse(words[0], NumberStyles.None, CultureInfo.InvariantCulture);
            position = ulong.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture);
            splits = ulong.Parse(words[2], NumberStyles.None, CultureInfo.InvariantCulture);
            checksum = uint.Parse(words[3], NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }

    public override IEnumerable<Batch<T>> Epoch(TrainerState<T> state)
    {
        for (var step = state.Step; step < batches; step++)
        {
            yield return Next();
        }
    }

    public override void Dispose()
    {
        if (source is { } ended)
        {
            source = null;
            Wait(async () =>
            {
                await ended.DisposeAsync().ConfigureAwait(false);
                return true;
            });
        }
    }

    public override bool Seek() => seen > 0 && Apart(() =>
    {
        if (random is not null)
        {
            (random.Position, random.Splits) = (position, splits);
        }

        source = data.GetAsyncEnumerator(cancellation);
        var reached = last;
        for (var again = 0L; again < seen; again++)
        {
            reached = Move() ? source.Current : throw Errors.OtherStream(again, seen);
        }

        last = Checksum(reached!) == checksum ? reached : throw Errors.OtherStream(seen, seen);
        return true;
    });

    private Batch<T> Next() => Apart(() =>
    {
        if (source is null)
        {
            Begin();
        }

        if (!Move())
        {
            Dispose();
            Begin();
            if (!Move())
            {
                throw Errors.EmptyStream();
            }
        }

        seen++;
        return last = source!.Current;
    });

    private void Begin()
    {
        (seen, position, splits) = (0, random?.Position ?? 0, random?.Splits ?? 0);
        source = data.GetAsyncEnumerator(cancellation);
    }

    /// <summary>Runs what asks the source. What that draws from is its own, which a checkpoint need not know: it will draw the same when it is read again.</summary>
    private static TResult Apart<TResult>(Func<TResult> run)
    {
        var drawn = RandomStream.Drawn;
        RandomStream.Drawn = null;
        try
        {
            return run();
        }
        finally
        {
            RandomStream.Drawn = drawn;
        }
    }

    private bool Move() => Wait(() => source!.MoveNextAsync().AsTask());

    /// <summary>Waits on this thread, to which tapes belong. A context that runs what follows an await on this very thread must not be seen by the source, which would wait for us.</summary>
    private static TResult Wait<TResult>(Func<Task<TResult>> begin) => (SynchronizationContext.Current is null ? begin() : Task.Run(begin)).GetAwaiter().GetResult();

    private static uint Checksum(Batch<T> batch)
    {
        var inputs = Crc32.Append(0, MemoryMarshal.AsBytes(batch.Inputs.AsSpan()));
        return batch.HasLabels
            ? Crc32.Append(inputs, MemoryMarshal.AsBytes(batch.Labels.AsSpan()))
            : Crc32.Append(inputs, MemoryMarshal.AsBytes(batch.Targets.AsSpan()));
    }
}
