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
    private uint checksum;

    public override int Batches => batches;

    public override string Description => FormattableString.Invariant($"a stream, {batches} batches to an epoch");

    public override IReadOnlyList<RandomStream> Random => random is null ? [] : [random];

    public override string Place
    {
        get => string.Create(CultureInfo.InvariantCulture, $"{seen} {position} {(last is null ? checksum : Checksum(last))}");
        set
        {
            var words = value.Split(' ');
            seen = long.Parse(words[0], NumberStyles.None, CultureInfo.InvariantCulture);
            position = ulong.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture);
            checksum = uint.Parse(words[2], NumberStyles.None, CultureInfo.InvariantCulture);
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

    private Batch<T> Next()
    {
        // What the source draws from is its own: it will draw the same when it is read again.
        var drawn = RandomStream.Drawn;
        RandomStream.Drawn = null;
        try
        {
            if (source is null)
            {
                Begin();
            }

            if (!Move())
            {
                Dispose();
                seen = 0;
                Begin();
                if (!Move())
                {
                    throw Errors.EmptyStream();
                }
            }

            seen++;
            return last = source!.Current;
        }
        finally
        {
            RandomStream.Drawn = drawn;
        }
    }

    private void Begin()
    {
        if (seen == 0)
        {
            position = random?.Position ?? 0;
        }
        else if (random is not null)
        {
            random.Position = position;
        }

        source = data.GetAsyncEnumerator(cancellation);
        for (var again = 0L; again < seen; again++)
        {
            last = Move() ? source.Current : throw Errors.OtherStream(again, seen);
        }

        if (seen > 0 && Checksum(last!) != checksum)
        {
            throw Errors.OtherStream(seen, seen);
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
