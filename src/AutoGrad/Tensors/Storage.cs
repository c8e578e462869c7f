using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The memory behind tensors of rank 1 and more: an aligned buffer that may be shared by reshaped tensors and lent out again by a pool.</summary>
internal sealed class Storage<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The memory of an optimizer's state, a snapshot, a sum: no launch that waits may read it.</summary>
    public const int Rewritten = -2;

    private readonly T[] buffer;
    private readonly int offset;

    public Storage(int capacity, int sizeClass, int place = 0)
    {
        buffer = AlignedBuffer.Allocate<T>(capacity, out offset);
        Capacity = capacity;
        SizeClass = sizeClass;
        Place = place;
    }

    public int Capacity { get; }

    /// <summary>The pool's shelf that this buffer goes back to; -1 for memory that no pool lends, <see cref="Rewritten"/> for such that its owner writes again.</summary>
    public int SizeClass { get; }

    /// <summary>The place on the shelf.</summary>
    public int Place { get; }

    /// <summary>Counts how often the pool took the buffer back; a tensor that remembers an older count may no longer read.</summary>
    public int Generation { get; set; }

    /// <summary>The generation that a sweep with <c>last: true</c> let go of most recently: why its tensors may no longer read.</summary>
    public int SpentGeneration { get; set; } = -1;

    /// <summary>What happens to the buffer when its scope ends.</summary>
    public Destiny Destiny { get; set; }

    /// <summary>Where the buffer stands in its arena's list of lent ones; -1 when it is not lent.</summary>
    public int Position { get; set; } = -1;

    /// <summary>How many cotangents on their way through a sweep lie in this buffer.</summary>
    public int Holders { get; set; }

    /// <summary>How many nodes the recording had when the buffer was lent: no earlier node can have captured it.</summary>
    public int Born { get; set; }

    /// <summary>The launches that wait to read or write this buffer, if any.</summary>
    public LaunchChain<T>? Chain { get; set; }

    /// <summary>What they do with it.</summary>
    public ChainRole ChainRole { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span(int length) => buffer.AsSpan(offset, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> ReadOnlySpan(int length) => new(buffer, offset, length);

    /// <summary>Asks for the first elements before they are read.</summary>
    public void Expect() => Prefetch.ToFirstLevel(buffer, lines: 3);

    /// <summary>Overwrites the whole buffer.</summary>
    public void Fill(T value) => Array.Fill(buffer, value);
}

/// <summary>Where a rented buffer goes when the scope that rented it ends.</summary>
internal enum Destiny : byte
{
    /// <summary>Back to the pool; a sweep that has no more use for it may let it go earlier.</summary>
    Pool,

    /// <summary>Back to the pool, but not before the scope ends: a user's function has seen it and may hold it.</summary>
    Seen,

    /// <summary>To the enclosing scope, if there is one.</summary>
    Outward,

    /// <summary>To its tensors, for the garbage collector to reclaim.</summary>
    Kept,
}
