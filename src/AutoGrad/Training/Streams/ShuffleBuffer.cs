using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Mixes a stream through a buffer of some items.</summary>
internal static class ShuffleBuffer
{
    public static async IAsyncEnumerable<TItem> Mix<TItem>(
        IAsyncEnumerable<TItem> source, int size, RandomStream random, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // Grows as items come: a buffer larger than the data costs nothing.
        var waiting = new List<TItem>();
        await foreach (var item in source.WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (waiting.Count < size)
            {
                waiting.Add(item);
                continue;
            }

            var place = random.NextInteger(size);
            yield return waiting[place];
            waiting[place] = item;
        }

        while (waiting.Count > 0)
        {
            var place = random.NextInteger(waiting.Count);
            yield return waiting[place];
            waiting[place] = waiting[^1];
            waiting.RemoveAt(waiting.Count - 1);
        }
    }
}
