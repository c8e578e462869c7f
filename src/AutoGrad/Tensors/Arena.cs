using System.Numerics;

namespace AutoGrad;

/// <summary>One thread's memory for one element type: a stack of scopes, and the pool from which they rent.</summary>
/// <remarks>
/// A fresh array for every result makes .NET 3 to 50 times slower (page faults and gen-2 collections), so what a scope makes is rented
/// and goes back when the scope ends. Renting is deterministic: the same step gets the same buffers. Outside every scope, tensors own their memory.
/// </remarks>
internal sealed class Arena<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Eight sizes for each power of two: at most 12.5 % of a buffer is unused.
    private const int ClassesPerOctave = 8;
    private const int SmallestLength = 16;

    [ThreadStatic]
    private static Arena<T>? current;

    private readonly List<Stack<Storage<T>>?> shelves = [];
    private readonly List<Storage<T>> rented = [];
    private readonly List<(int Start, long Id)> scopes = [];
    private long nextId;

    public static Arena<T> Current => current ??= new Arena<T>();

    /// <summary>The recording of this thread, if a tape was ever opened on it: told when a scope suspends it.</summary>
    public History? History { get; set; }

    public int Depth => scopes.Count;

    /// <summary>Opens a scope and returns the number by which it is closed.</summary>
    public long Open()
    {
        scopes.Add((rented.Count, ++nextId));
        return nextId;
    }

    /// <summary>Whether the scope is still open.</summary>
    public bool IsOpen(long id) => scopes.FindLastIndex(scope => scope.Id == id) >= 0;

    /// <summary>Whether the scope is the innermost one.</summary>
    public bool IsInnermost(long id) => scopes.Count > 0 && scopes[^1].Id == id;

    /// <summary>Ends the innermost scope: its buffers go back to the pool, outward or to their owners.</summary>
    public void Close(bool everythingOutward)
    {
        var start = scopes[^1].Start;
        scopes.RemoveAt(scopes.Count - 1);
        var kept = start;
        for (var index = start; index < rented.Count; index++)
        {
            var storage = rented[index];
            if (storage.Destiny == Destiny.Kept)
            {
                continue;
            }

            if (scopes.Count > 0 && (everythingOutward || storage.Destiny == Destiny.Outward))
            {
                storage.Destiny = Destiny.Pool;
                rented[kept++] = storage;
            }
            else
            {
                Return(storage);
            }
        }

        rented.RemoveRange(kept, rented.Count - kept);
    }

    /// <summary>Lends a buffer of at least <paramref name="length"/> elements with undefined content, or allocates one outside every scope.</summary>
    public Storage<T> Rent(int length)
    {
        if (scopes.Count == 0)
        {
            return new Storage<T>(length, -1);
        }

        var shelf = SizeClass(length, out var capacity);
        var storage = shelf < shelves.Count && shelves[shelf] is { Count: > 0 } stack ? stack.Pop() : new Storage<T>(capacity, shelf);
        rented.Add(storage);
        return storage;
    }

    private void Return(Storage<T> storage)
    {
        storage.Generation++;
        storage.Destiny = Destiny.Pool;
        while (shelves.Count <= storage.SizeClass)
        {
            shelves.Add(null);
        }

        (shelves[storage.SizeClass] ??= new Stack<Storage<T>>()).Push(storage);
    }

    private static int SizeClass(int length, out int capacity)
    {
        if (length <= SmallestLength)
        {
            capacity = SmallestLength;
            return 0;
        }

        // length - 1 lies in [2^e, 2^(e+1)); its next three bits choose one of eight steps within the octave.
        var exponent = BitOperations.Log2((uint)(length - 1));
        var step = (length - 1 - (1 << exponent)) >> (exponent - 3);
        var size = (1L << exponent) + ((step + 1L) << (exponent - 3));
        capacity = (int)Math.Min(size, Array.MaxLength);
        return ((exponent - 4) * ClassesPerOctave) + step + 1;
    }
}
