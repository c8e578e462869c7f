using System.Numerics;

namespace AutoGrad;

/// <summary>A list of nodes in chunks: it grows without copying, stays off the large object heap, and keeps references to nodes valid while it grows.</summary>
internal sealed class NodeList<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ChunkBits = 9;
    private const int ChunkLength = 1 << ChunkBits;

    private Node<T>[][] chunks = [new Node<T>[ChunkLength]];

    public int Count { get; private set; }

    public ref Node<T> this[int ordinal] => ref chunks[ordinal >> ChunkBits][ordinal & (ChunkLength - 1)];

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
        return ref this[Count - 1];
    }

    /// <summary>Drops the nodes from an ordinal on; their memory is used again.</summary>
    public void Truncate(int count)
    {
        for (var start = count; start < Count;)
        {
            var within = start & (ChunkLength - 1);
            var length = Math.Min(ChunkLength - within, Count - start);
            Array.Clear(chunks[start >> ChunkBits], within, length);
            start += length;
        }

        Count = count;
    }

    /// <summary>The identity of a node, or 0: safe to ask from another thread.</summary>
    public long IdAt(int ordinal)
    {
        var table = chunks;
        var chunk = ordinal >> ChunkBits;
        return chunk < table.Length && table[chunk] is { } nodes ? Volatile.Read(ref nodes[ordinal & (ChunkLength - 1)].Id) : 0;
    }
}
