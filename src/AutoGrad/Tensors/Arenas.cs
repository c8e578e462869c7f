namespace AutoGrad;

/// <summary>What an arena tells others about its memory, whatever its element type.</summary>
/// <remarks>The numbers are written by the arena's own thread and may be read by others, which then see recent ones.</remarks>
internal abstract class Arena
{
    /// <summary>The bytes of the buffers that are lent now.</summary>
    public long RentedBytes { get; protected set; }

    /// <summary>The most bytes that were lent at once.</summary>
    public long PeakBytes { get; protected set; }

    /// <summary>The bytes of the buffers that wait to be lent.</summary>
    public long PooledBytes { get; protected set; }

    /// <summary>The name of the element type.</summary>
    public abstract string ElementType { get; }

    /// <summary>Lets go of what waits in the pool: of everything, or of what recent steps did not need.</summary>
    public abstract void Trim(bool everything);
}

/// <summary>The arenas of all threads, and what holds for every one of them.</summary>
internal static class Arenas
{
    private static readonly Lock gate = new();

    // Weak: the memory of a thread that has ended can be collected.
    private static readonly List<WeakReference<Arena>> all = [];

    [ThreadStatic]
    private static List<Arena>? ofThisThread;

    private static long maxPooledBytes = DefaultMaxPooledBytes();
    private static int trimRequests;

    /// <summary>How many bytes one arena may hold idle.</summary>
    public static long MaxPooledBytes
    {
        get => Volatile.Read(ref maxPooledBytes);
        set => Volatile.Write(ref maxPooledBytes, value);
    }

    /// <summary>Counts the requests to let go of everything idle; each arena follows when its outermost scope ends.</summary>
    public static int TrimRequests => Volatile.Read(ref trimRequests);

    /// <summary>Makes a new arena of this thread known.</summary>
    public static void Add(Arena arena)
    {
        (ofThisThread ??= []).Add(arena);
        lock (gate)
        {
            all.RemoveAll(static reference => !reference.TryGetTarget(out _));
            all.Add(new WeakReference<Arena>(arena));
        }
    }

    /// <summary>The arenas of all threads that are alive.</summary>
    public static List<Arena> Alive()
    {
        var alive = new List<Arena>();
        lock (gate)
        {
            foreach (var reference in all)
            {
                if (reference.TryGetTarget(out var arena))
                {
                    alive.Add(arena);
                }
            }
        }

        return alive;
    }

    /// <summary>Trims this thread's arenas at once, and asks those of other threads to follow.</summary>
    public static void TrimAll()
    {
        Interlocked.Increment(ref trimRequests);
        foreach (var arena in ofThisThread ?? [])
        {
            arena.Trim(everything: true);
        }
    }

    private static long DefaultMaxPooledBytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var available ? available / 4 : long.MaxValue;
}
