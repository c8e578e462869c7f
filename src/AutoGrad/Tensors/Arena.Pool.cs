using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <content>The pool: shelves of idle buffers by size, what is counted about them, and when they are let go.</content>
internal sealed partial class Arena<T>
{
    // Eight sizes for each power of two: at most 12.5 % of a buffer is unused.
    private const int ClassesPerOctave = 8;
    private const int SmallestLength = 16;

    // What so many outermost scopes did not need is let go: long enough for a validation between training steps.
    private const int ScopesPerPeriod = 64;

    private Shelf<T>?[] shelves = new Shelf<T>?[SizeClass(1 << 20, out _) + 1];
    private int scopesInPeriod;
    private int trimRequestsSeen = Arenas.TrimRequests;

    private Arena()
    {
        Chain = new LaunchChain<T>(this);
        Arenas.Add(this);
    }

    /// <inheritdoc/>
    public override string ElementType => typeof(T).Name;

    /// <summary>Whether buffers are overwritten with NaN when they come back, so that a test notices who reads them still.</summary>
    public bool Poisons { get; set; }

    /// <summary>Whether sweeps let go of buffers before their scope ends; off, for a test that compares.</summary>
    public bool ReleasesEarly { get; set; } = true;

    /// <summary>Begins a new measurement of <see cref="Arena.PeakBytes"/>.</summary>
    public void ResetPeak() => PeakBytes = RentedBytes;

    /// <inheritdoc/>
    public override void Trim(bool everything)
    {
        foreach (var shelf in shelves)
        {
            PooledBytes -= (shelf?.Trim(everything) ?? 0) * Unsafe.SizeOf<T>();
        }

        History?.Trim(everything);
        scopesInPeriod = 0;
        trimRequestsSeen = everything ? Arenas.TrimRequests : trimRequestsSeen;
    }

    private Storage<T> Take(int length)
    {
        var index = SizeClass(length, out var capacity);
        var shelf = (uint)index < (uint)shelves.Length && shelves[index] is { } known ? known : NewShelf(index);
        var place = shelf.Next();
        var storage = shelf.At(place);
        if (storage is null)
        {
            storage = new Storage<T>(capacity, index, place);
            shelf.Put(place, storage);
        }
        else
        {
            PooledBytes -= Bytes(storage);
        }

        shelf.Lend(place);
        RentedBytes += Bytes(storage);
        PeakBytes = Math.Max(PeakBytes, RentedBytes);
        return storage;
    }

    private Shelf<T> NewShelf(int index)
    {
        if (index >= shelves.Length)
        {
            Array.Resize(ref shelves, index + 1);
        }

        return shelves[index] = new Shelf<T>();
    }

    /// <summary>Takes a lent buffer back: its tensors can no longer be read, unless it was kept.</summary>
    private void Return(Storage<T> storage)
    {
        storage.Position = -1;
        storage.Holders = 0;
        storage.Generation += storage.Destiny == Destiny.Kept ? 0 : 1;
        if (storage.Chain is not { } chain || !chain.Delay(storage))
        {
            Shelve(storage);
        }
    }

    /// <summary>Puts a buffer back onto its shelf, unless it was kept or the pool is full.</summary>
    public void Shelve(Storage<T> storage)
    {
        var bytes = Bytes(storage);
        RentedBytes -= bytes;
        var leaves = storage.Destiny == Destiny.Kept;
        if (!leaves)
        {
            storage.Destiny = Destiny.Pool;
            leaves = PooledBytes + bytes > Arenas.MaxPooledBytes;
            PooledBytes += leaves ? 0 : bytes;
            if (Poisons)
            {
                storage.Fill(T.NaN);
            }
        }

        shelves[storage.SizeClass]!.TakeBack(storage.Place, leaves);
    }

    /// <summary>The outermost scope has ended: everything is idle.</summary>
    private void EndStep()
    {
        if (trimRequestsSeen != Arenas.TrimRequests || PooledBytes > Arenas.MaxPooledBytes)
        {
            Trim(everything: true);
        }
        else if (++scopesInPeriod == ScopesPerPeriod)
        {
            Trim(everything: false);
        }
    }

    private static long Bytes(Storage<T> storage) => (long)storage.Capacity * Unsafe.SizeOf<T>();

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
