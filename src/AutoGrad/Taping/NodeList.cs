using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>A list of nodes in chunks: it grows without copying, stays off the large object heap, and keeps references to nodes valid while it grows.</summary>
internal sealed class NodeList<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ChunkBits = 9;
    private const int ChunkLength = 1 << ChunkBits;

    private Node<T>[]?[] chunks = [new Node<T>[ChunkLength]];

    // How many nodes there were at once in this period.
    private int most;

    public int Count { get; private set; }

    /// <summary>How many nodes were ever appended.</summary>
    public long Added { get; private set; }

    public ref Node<T> this[int ordinal]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref chunks[ordinal >> ChunkBits]![ordinal & (ChunkLength - 1)];
    }

    /// <summary>Appends an empty node and returns it for filling in.</summary>
    public ref Node<T> Add()
    {
        var chunk = Count >> ChunkBits;
        if (chunk == chunks.Length)
        {
            Array.Resize(ref chunks, chunk * 2);
        }

        chunks[chunk] ??= new Node<T>[ChunkLength];
        Count++;
        Added++;
        return ref this[Count - 1];
    }

    /// <summary>Drops the nodes from an ordinal on; their memory is used again.</summary>
    public void Truncate(int count)
    {
        most = Math.Max(most, Count);
        for (var start = count; start < Count;)
        {
            var within = start & (ChunkLength - 1);
            var length = Math.Min(ChunkLength - within, Count - start);
            Array.Clear(chunks[start >> ChunkBits]!, within, length);
            start += length;
        }

        Count = count;
    }

    /// <summary>Ends a period, and lets go of the chunks that no tape of it needed; of all free ones when <paramref name="everything"/>.</summary>
    public void Trim(bool everything)
    {
        var needed = Math.Max(Count, everything ? 0 : most);
        most = Count;
        for (var chunk = Math.Max((needed + ChunkLength - 1) >> ChunkBits, 1); chunk < chunks.Length; chunk++)
        {
            chunks[chunk] = null;
        }
    }

    /// <summary>Whether the node with this ordinal has this identity; asked by the thread that appends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Holds(int ordinal, long id) => (uint)ordinal < (uint)Count && this[ordinal].Id == id;

    /// <summary>The identity of a node, or 0: safe to ask from another thread.</summary>
    public long IdAt(int ordinal)
    {
        var table = chunks;
        var chunk = ordinal >> ChunkBits;
        return chunk < table.Length && table[chunk] is { } nodes ? Volatile.Read(ref nodes[ordinal & (ChunkLength - 1)].Id) : 0;
    }
}
