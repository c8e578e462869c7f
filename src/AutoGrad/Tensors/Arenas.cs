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

    /// <summary>What this thread did with tapes of this element type.</summary>
    public Counts Counts { get; } = new();

    /// <summary>Lets go of what waits in the pool: of everything, or of what recent steps did not need.</summary>
    public abstract void Trim(bool everything);
}

/// <summary>The arenas of all threads, and what holds for every one of them.</summary>
internal static class Arenas
{
    private static readonly Lock gate = new();

    // Weak: the memory of a thread that has ended can be collected.
    private static readonly List<(WeakReference<Arena> Arena, Counts Counts)> all = [];
    private static readonly Counts ended = new();

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
        Telemetry.Publish();
        (ofThisThread ??= []).Add(arena);
        lock (gate)
        {
            all.RemoveAll(static entry => !entry.Arena.TryGetTarget(out _) && HasEnded(entry.Counts));
            all.Add((new(arena), arena.Counts));
        }
    }

    /// <summary>The arenas of all threads that are alive.</summary>
    public static List<Arena> Alive()
    {
        var alive = new List<Arena>();
        lock (gate)
        {
            foreach (var entry in all)
            {
                if (entry.Arena.TryGetTarget(out var arena))
                {
                    alive.Add(arena);
                }
            }
        }

        return alive;
    }

    /// <summary>The sum over all threads, those that have ended too.</summary>
    public static long Sum(Func<Counts, long> count)
    {
        lock (gate)
        {
            return count(ended) + all.Sum(entry => count(entry.Counts));
        }
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

    private static bool HasEnded(Counts counts)
    {
        ended.Add(counts);
        return true;
    }

    private static long DefaultMaxPooledBytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var available ? available / 4 : long.MaxValue;
}
