namespace AutoGrad;

/// <summary>The memory behind tensors of rank 1 and more: an aligned buffer that may be shared by reshaped tensors and lent out again by a pool.</summary>
internal sealed class Storage<T>
    where T : unmanaged
{
    private readonly T[] buffer;
    private readonly int offset;

    public Storage(int capacity, int sizeClass)
    {
        buffer = AlignedBuffer.Allocate<T>(capacity, out offset);
        Capacity = capacity;
        SizeClass = sizeClass;
    }

    public int Capacity { get; }

    /// <summary>The pool's shelf that this buffer goes back to; -1 for memory that no pool lends.</summary>
    public int SizeClass { get; }

    /// <summary>Counts how often the pool took the buffer back; a tensor that remembers an older count may no longer read.</summary>
    public int Generation { get; set; }

    /// <summary>What happens to the buffer when its scope ends.</summary>
    public Destiny Destiny { get; set; }

    public Span<T> Span(int length) => buffer.AsSpan(offset, length);
}

/// <summary>Where a rented buffer goes when the scope that rented it ends.</summary>
internal enum Destiny : byte
{
    /// <summary>Back to the pool.</summary>
    Pool,

    /// <summary>To the enclosing scope, if there is one.</summary>
    Outward,

    /// <summary>To its tensors, for the garbage collector to reclaim.</summary>
    Kept,
}
