using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Element-wise launches of one thread over one length that wait, and folds of their results to one number, to be run together piece by piece: see <see cref="Chain"/>.</summary>
/// <remarks>
/// <para>A launch may wait if it is long, writes to memory of an open scope of this thread, and reads memory that this thread's scopes lend or that never changes. It is run
/// before anything else reads or writes the memory, whichever thread does; at the end of a sweep and of a scope; and when the chain is full or another length comes.</para>
/// <para>Memory that is let go while launches wait goes back to the pool after them. A result let go by then has been read for the last time: it is never written to memory.</para>
/// </remarks>
internal sealed class LaunchChain<T>(Arena<T> arena)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // A loss and its gradient. The memory that waits to go back is bounded by it too.
    private const int MostLinks = 32;

    // Another thread may read what waits here.
    private readonly Lock gate = new();
    private readonly List<ChainLink<T>> links = [];
    private readonly List<(Storage<T>? X, Storage<T>? Y, Storage<T>? Z, Storage<T> Output)> memory = [];
    private readonly List<Storage<T>> released = [];
    private int length;
    private bool isWaiting;

    /// <summary>Elements from which on launches wait: shorter ones find their operands in the second cache level anyway.</summary>
    public const int LeastLength = 1 << 16;

    /// <summary>Adds a launch to the chain of this thread, or says that it must be run at once.</summary>
    /// <param name="link">The loop, its operands not yet set.</param>
    /// <param name="output">What it writes.</param>
    /// <param name="x">Its first operand, of the output's shape or with one element.</param>
    /// <param name="y">Its second operand, if it has one, likewise.</param>
    /// <param name="z">Its third operand, if it has one; then all have the output's shape.</param>
    public static bool TryAdd(ChainLink<T> link, Tensor<T> output, Tensor<T> x, Tensor<T>? y = null, Tensor<T>? z = null)
    {
        var arena = Arena<T>.Current;
        return arena.Lends(output.Memory!)
            && MayWait(x, arena)
            && (y is null || MayWait(y, arena))
            && (z is null || MayWait(z, arena))
            && arena.Chain.Add(link, output, x, y, z);
    }

    /// <summary>Adds a fold of what waits to be computed to the chain of this thread, or says that it must be run at once.</summary>
    /// <param name="link">The fold, its operand not yet set.</param>
    /// <param name="output">What it writes: one number.</param>
    /// <param name="x">Its operand.</param>
    public static bool TryAdd(FoldLink<T> link, Tensor<T> output, Tensor<T> x)
    {
        var arena = Arena<T>.Current;
        return x.Memory is { ChainRole: not ChainRole.Operand } memory && ReferenceEquals(memory.Chain, arena.Chain) && arena.Lends(memory) && arena.Chain.Add(link, output, x);
    }

    /// <summary>Runs what waits.</summary>
    public void Flush()
    {
        lock (gate)
        {
            Run();
        }
    }

    /// <summary>The same for this thread, the only one that adds: it sees without the lock that nothing waits.</summary>
    public void FlushOwn()
    {
        if (Volatile.Read(ref isWaiting))
        {
            Flush();
        }
    }

    /// <summary>Takes memory that was let go; false if no launch waits for it any more, so that it can be used at once.</summary>
    public bool Delay(Storage<T> storage)
    {
        lock (gate)
        {
            if (!ReferenceEquals(storage.Chain, this))
            {
                return false;
            }

            released.Add(storage);
            isWaiting = true;
            return true;
        }
    }

    /// <summary>Whether memory stays as it is until this thread says otherwise.</summary>
    private static bool MayWait(Tensor<T> x, Arena<T> arena) =>
        x.Length == 1 || (x is not WritableTensor<T> && (x.Memory is { SizeClass: -1 } or { Destiny: Destiny.Kept } || arena.Lends(x.Memory!)));

    private bool Add(FoldLink<T> link, Tensor<T> output, Tensor<T> x)
    {
        link.X = Operand(x);
        lock (gate)
        {
            // Run by another thread meanwhile, or full: what is left to do is a fold of memory.
            if (!ReferenceEquals(x.Memory!.Chain, this) || links.Count == MostLinks)
            {
                return false;
            }

            // A page at least, which the collector does not move.
            var space = arena.Rent(FoldLink<T>.SpaceFor(length));
            link.Y = ChainOperand<T>.Pinned(space.Span(FoldLink<T>.SpaceFor(length)));
            (space.Chain, space.ChainRole) = (this, ChainRole.Updated);
            isWaiting = true;
            links.Add(link);
            memory.Add((x.Memory, space, null, output.Outline()));
            (output.Memory!.Chain, output.Memory.ChainRole) = (this, ChainRole.Result);
        }

        return true;
    }

    private bool Add(ChainLink<T> link, Tensor<T> output, Tensor<T> x, Tensor<T>? y, Tensor<T>? z)
    {
        // Before the lock, since they may wait for another thread's chain.
        link.X = Operand(x);
        link.Y = y is null ? default : Operand(y);
        link.Z = z is null ? default : Operand(z);
        link.Output = ChainOperand<T>.Pinned(output.Place());
        lock (gate)
        {
            if (links.Count > 0 && (length != output.Length || links.Count == MostLinks))
            {
                Run();
            }

            Settle();
            length = output.Length;
            isWaiting = true;
            links.Add(link);
            memory.Add((Enlist(x), Enlist(y), Enlist(z), output.Memory!));
            var result = output.Memory!;
            result.ChainRole = ReferenceEquals(result.Chain, this) && result.ChainRole != ChainRole.Result ? ChainRole.Updated : ChainRole.Result;
            result.Chain = this;
        }

        return true;
    }

    /// <summary>One number is read now; of memory only the place is noted.</summary>
    private ChainOperand<T> Operand(Tensor<T> x)
    {
        if (x.Length == 1)
        {
            return ChainOperand<T>.Repeated(x.Read()[0]);
        }

        if (x.Memory!.Chain is { } other && !ReferenceEquals(other, this))
        {
            other.Flush();
        }

        return ChainOperand<T>.Pinned(x.Place());
    }

    private Storage<T>? Enlist(Tensor<T>? x)
    {
        // What nobody lends never changes: it may be an operand in the chains of many threads at once.
        if (x is null || x.Length == 1 || !arena.Lends(x.Memory!))
        {
            return null;
        }

        var storage = x.Memory!;
        if (storage.Chain is null)
        {
            (storage.Chain, storage.ChainRole) = (this, ChainRole.Operand);
        }

        return storage;
    }

    private void Run()
    {
        if (links.Count > 0)
        {
            try
            {
                Chain.Run<T>(CollectionsMarshal.AsSpan(links), length, MoveToScratch());
                for (var index = 0; index < links.Count; index++)
                {
                    if (links[index] is FoldLink<T> fold)
                    {
                        memory[index].Output.Span(1)[0] = fold.Result(length);
                    }
                }
            }
            finally
            {
                foreach (var (x, y, z, output) in memory)
                {
                    x?.Chain = null;
                    y?.Chain = null;
                    z?.Chain = null;
                    output.Chain = null;
                }

                links.Clear();
                memory.Clear();
            }
        }

        Settle();
    }

    /// <summary>Gives each result that was let go a place in scratch; returns how many there are.</summary>
    private int MoveToScratch()
    {
        var slots = 0;
        foreach (var storage in released)
        {
            if (storage.ChainRole != ChainRole.Result)
            {
                continue;
            }

            for (var index = 0; index < links.Count; index++)
            {
                var (x, y, z, output) = memory[index];
                Move(ref links[index].X, x, storage, slots);
                Move(ref links[index].Y, y, storage, slots);
                Move(ref links[index].Z, z, storage, slots);
                Move(ref links[index].Output, output, storage, slots);
            }

            slots++;
        }

        return slots;
    }

    private static void Move(ref ChainOperand<T> operand, Storage<T>? lies, Storage<T> storage, int slot)
    {
        if (ReferenceEquals(lies, storage))
        {
            operand.MoveTo(slot);
        }
    }

    /// <summary>Gives back what was let go, if nothing waits and this thread is the one that lent it.</summary>
    private void Settle()
    {
        if (links.Count == 0 && released.Count > 0 && ReferenceEquals(Arena<T>.Current, arena))
        {
            foreach (var storage in released)
            {
                arena.Shelve(storage);
            }

            released.Clear();
        }

        Volatile.Write(ref isWaiting, links.Count + released.Count > 0);
    }
}

/// <summary>What a chain of waiting launches does with a buffer.</summary>
internal enum ChainRole : byte
{
    /// <summary>Reads it.</summary>
    Operand,

    /// <summary>Writes it before anything reads it.</summary>
    Result,

    /// <summary>Reads it and then writes it.</summary>
    Updated,
}
