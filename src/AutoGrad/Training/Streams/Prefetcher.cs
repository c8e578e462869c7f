using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AutoGrad;

/// <summary>Reads a stream ahead on a worker, through a bounded channel.</summary>
internal static class Prefetcher
{
    public static async IAsyncEnumerable<TItem> Run<TItem>(IAsyncEnumerable<TItem> source, int capacity, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var channel = Channel.CreateBounded<TItem>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
        var worker = Task.Run(() => Fill(source, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var item in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            // However the loop was left: the source must have ended before this one does.
            await stop.CancelAsync().ConfigureAwait(false);
            await worker.ConfigureAwait(false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the source throws travels through the channel to whoever reads it.")]
    private static async Task Fill<TItem>(IAsyncEnumerable<TItem> source, ChannelWriter<TItem> writer, CancellationToken cancellation)
    {
        try
        {
            await foreach (var item in source.WithCancellation(cancellation).ConfigureAwait(false))
            {
                await writer.WriteAsync(item, cancellation).ConfigureAwait(false);
            }

            writer.Complete();
        }
        catch (Exception fault)
        {
            writer.Complete(fault);
        }
    }
}
