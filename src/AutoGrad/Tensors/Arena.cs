using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>One thread's memory for one element type: a stack of scopes, and the pool from which they rent.</summary>
/// <remarks>
/// A fresh array for every result makes .NET 3 to 50 times slower (page faults and gen-2 collections), so what a scope makes is rented
/// and goes back when the scope ends. Renting is deterministic: the same step gets the same buffers. Outside every scope, tensors own their memory.
/// </remarks>
internal sealed partial class Arena<T> : Arena
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [ThreadStatic]
    private static Arena<T>? current;

    // In the order of renting. Null: let go before its scope ended. Not a List: each of its calls is one that may be left in the code around it.
    private Storage<T>?[] rented = new Storage<T>?[64];
    private int count;

    private readonly List<(int Start, long Id)> scopes = [];
    private long nextId;

    public static Arena<T> Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => current ?? Create();
    }

    /// <summary>The recording of this thread, if a tape was ever opened on it: told when a scope suspends it.</summary>
    public History? History { get; set; }

    public int Depth => scopes.Count;

    /// <summary>How many buffers are lent: a mark, for those lent afterwards.</summary>
    public int Count => count;

    /// <summary>Buffers from which a sweep has taken its last cotangent: a stack that nested sweeps share.</summary>
    public List<Storage<T>> Dropped { get; } = [];

    /// <summary>The long element-wise launches of this thread that wait to be run together.</summary>
    public LaunchChain<T> Chain { get; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Arena<T> Create() => current = new Arena<T>();

    /// <summary>Opens a scope and returns the number by which it is closed.</summary>
    public long Open()
    {
        scopes.Add((count, ++nextId));
        return nextId;
    }

    /// <summary>Whether the scope is still open.</summary>
    public bool IsOpen(long id)
    {
        var index = scopes.Count - 1;
        while (index >= 0 && scopes[index].Id != id)
        {
            index--;
        }

        return index >= 0;
    }

    /// <summary>Whether the scope is the innermost one.</summary>
    public bool IsInnermost(long id) => scopes.Count > 0 && scopes[^1].Id == id;

    /// <summary>Ends the innermost scope: its buffers go back to the pool, outward or to their owners.</summary>
    public void Close(bool everythingOutward)
    {
        Chain.FlushOwn();
        var start = scopes[^1].Start;
        scopes.RemoveAt(scopes.Count - 1);
        var kept = start;
        for (var index = start; index < count; index++)
        {
            if (rented[index] is not { } storage)
            {
                continue;
            }

            if (storage.Destiny != Destiny.Kept && scopes.Count > 0 && (everythingOutward || storage.Destiny == Destiny.Outward))
            {
                if (storage.Destiny == Destiny.Outward)
                {
                    storage.Destiny = Destiny.Pool;
                }

                // The scope's own nodes are gone: later ones have their ordinals.
                storage.Born = Math.Min(storage.Born, History?.NodeCount ?? 0);
                storage.Position = kept;
                rented[kept++] = storage;
            }
            else
            {
                Return(storage);
            }
        }

        Truncate(kept);
        if (scopes.Count == 0)
        {
            EndStep();
        }
    }

    /// <summary>Lends a buffer of at least <paramref name="length"/> elements with undefined content, or allocates one outside every scope.</summary>
    public Storage<T> Rent(int length)
    {
        if (scopes.Count == 0)
        {
            return new Storage<T>(length, -1);
        }

        var storage = Take(length);
        storage.Position = count;
        storage.Born = History?.NodeCount ?? 0;
        if (count == rented.Length)
        {
            Array.Resize(ref rented, 2 * count);
        }

        rented[count++] = storage;
        return storage;
    }

    /// <summary>Whether this arena lends the buffer, so that what a sweep counts in it is this thread's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Lends(Storage<T> storage) => (uint)storage.Position < (uint)count && ReferenceEquals(rented[storage.Position], storage);

    /// <summary>Lets go of every buffer lent since a mark that no cotangent lies in and no user has seen.</summary>
    public void ReleaseSince(int mark)
    {
        var kept = mark;
        for (var index = mark; index < count; index++)
        {
            var storage = rented[index]!;
            if (storage is { Holders: 0, Destiny: Destiny.Pool })
            {
                Return(storage);
            }
            else if (kept == index)
            {
                kept++;
            }
            else
            {
                storage.Position = kept;
                rented[kept++] = storage;
            }
        }

        Truncate(kept);
    }

    /// <summary>Lets go of a buffer lent since a mark, unless a cotangent lies in it or a user has seen it. The last one takes its position.</summary>
    public void Release(Storage<T> storage, int mark)
    {
        if (storage is { Holders: 0, Destiny: Destiny.Pool } && storage.Position >= mark && Lends(storage))
        {
            var last = rented[count - 1]!;
            last.Position = storage.Position;
            rented[storage.Position] = last;
            rented[--count] = null;
            Return(storage);
        }
    }

    /// <summary>Lets go of a buffer of the innermost scope that only nodes of a spent tape could read, leaving its position empty.</summary>
    public void ReleaseSpent(Storage<T> storage)
    {
        if (storage is { Holders: 0, Destiny: Destiny.Pool } && Lends(storage) && storage.Position >= scopes[^1].Start)
        {
            rented[storage.Position] = null;
            storage.SpentGeneration = storage.Generation;
            Return(storage);
        }
    }

    /// <summary>Marks every buffer lent since a mark as seen by a user's function, which may hold it until the scope ends.</summary>
    public void ShowSince(int mark)
    {
        for (var index = mark; index < count; index++)
        {
            Show(rented[index]);
        }
    }

    /// <summary>Marks a buffer as seen by a user's function.</summary>
    public void Show(Storage<T>? storage)
    {
        if (storage is { Destiny: Destiny.Pool } && Lends(storage))
        {
            storage.Destiny = Destiny.Seen;
        }
    }

    private void Truncate(int kept)
    {
        if (count > kept)
        {
            Array.Clear(rented, kept, count - kept);
            count = kept;
        }
    }
}
