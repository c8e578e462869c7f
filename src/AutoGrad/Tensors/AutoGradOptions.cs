namespace AutoGrad;

/// <summary>What holds for the whole process: how many threads compute, and how much memory waits to be used again. None of it changes a bit of any result.</summary>
public static class AutoGradOptions
{
    /// <summary>How many threads, the calling one included, may work on one operation at once; at first the number of processors.</summary>
    /// <remarks>Work is cut by shape, never by thread count, so results are the same bits for every value. Set 1 where many tapes run on threads of their own.</remarks>
    /// <exception cref="ValueException">The value is less than 1.</exception>
    public static int MaxThreads
    {
        get => Work.MaxThreads;
        set => Work.MaxThreads = value >= 1 ? value : throw Errors.Option(nameof(MaxThreads), value, "At least one thread, the calling one, must work: set 1 or more.");
    }

    /// <summary>
    /// How many bytes of idle buffers a thread may hold for each element type; at first a quarter of the memory that the process may use.
    /// What comes back beyond it is left to the garbage collector.
    /// </summary>
    /// <remarks>
    /// Independent of this bound a pool follows its use: buffers that the last 64 to 128 outermost scopes of a thread did not need are let go. Set the bound lower where many
    /// threads compute in turn; 0 pools nothing, which is slow.
    /// </remarks>
    /// <exception cref="ValueException">The value is negative.</exception>
    public static long MaxPooledBytes
    {
        get => Arenas.MaxPooledBytes;
        set => Arenas.MaxPooledBytes = value >= 0 ? value : throw Errors.Option(nameof(MaxPooledBytes), value, "Set 0 or more; long.MaxValue sets no bound.");
    }

    /// <summary>Lets go of all idle buffers: of the calling thread at once, of other threads when their outermost scope next ends.</summary>
    /// <remarks>For a program that has finished training and goes on with something else. The next step allocates anew.</remarks>
    public static void TrimPools() => Arenas.TrimAll();
}
