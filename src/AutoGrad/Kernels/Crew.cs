using System.Diagnostics;

namespace AutoGrad;

/// <summary>Something that a member of the crew can be called to work on.</summary>
internal interface ICrewJob
{
    void Join();
}

/// <summary>The threads that help: kept for the life of the process, awake for a while after each job and then asleep.</summary>
/// <remarks>
/// A member that is awake watches one variable, so that it starts half a microsecond after the call, where waking a thread costs its caller tens and takes more than a hundred
/// until it runs: longer than most pieces of work of a small network take. Asleep, it costs nothing. It is awake at most <see cref="AwakeMicroseconds"/> after its last
/// job and offers its core to others meanwhile. A job is called for, never waited for: whoever has come by the time that it is done has helped.
/// </remarks>
internal static class Crew
{
    private const int AwakeMicroseconds = 200;

    private static readonly Lock growing = new();
    private static Member[] members = [];

    /// <summary>When a short job last found nobody awake.</summary>
    private static long lastMissed;

    /// <summary>How often somebody has come to a job.</summary>
    public static long Joined => Volatile.Read(ref members).Sum(static member => member.Joined);

    /// <summary>Calls up to <paramref name="count"/> idle members to the job; returns how many will come. A short job wakes nobody unless another one came just before it.</summary>
    public static int Call(ICrewJob job, int count, bool isShort)
    {
        var processor = Thread.GetCurrentProcessorId();
        var crew = Volatile.Read(ref members);
        if (crew.Length < count)
        {
            crew = Grow(count, processor);
        }

        var called = 0;
        for (var index = 0; index < crew.Length && called < count; index++)
        {
            crew[index].MakeRoom(processor);
            called += crew[index].TryCallAwake(job) ? 1 : 0;
        }

        if (called == count || (isShort && !IsOneOfMany()))
        {
            return called;
        }

        for (var index = 0; index < crew.Length && called < count; index++)
        {
            called += crew[index].TryWake(job) ? 1 : 0;
        }

        return called;
    }

    private static bool IsOneOfMany()
    {
        var now = Stopwatch.GetTimestamp();
        var last = Interlocked.Exchange(ref lastMissed, now);
        return Stopwatch.GetElapsedTime(last, now).TotalMicroseconds < AwakeMicroseconds;
    }

    private static Member[] Grow(int count, int processor)
    {
        lock (growing)
        {
            if (members.Length < count)
            {
                Volatile.Write(ref members, [.. members, .. Enumerable.Range(members.Length, count - members.Length).Select(number => new Member(number, processor))]);
            }

            return members;
        }
    }

    private sealed class Member
    {
        private const int Asleep = 0;
        private const int Idle = 1;
        private const int Called = 2;

        // Looks between two glances at the clock; one look takes some 40 nanoseconds.
        private const int LooksAtOnce = 32;

        // After so many of them other threads of this core get their turn.
        private const int PatientRounds = 16;

        private const int Elsewhere = -1;

        private readonly object bed = new();
        private ICrewJob? job;

        // As if called, until the thread has come to watch: a job that it does not expect would be lost.
        private int state = Called;
        private long joined;
        private ThreadPlacement? placement;

        /// <summary>Where the member was last seen.</summary>
        private int processor = Elsewhere;

        /// <summary>A thread that keeps off the processor of the one that makes it.</summary>
        public Member(int number, int makersProcessor) =>
            new Thread(() => Serve(makersProcessor)) { IsBackground = true, Name = $"AutoGrad {number + 1}" }.UnsafeStart();

        public long Joined => Volatile.Read(ref joined);

        public bool TryCallAwake(ICrewJob next)
        {
            if (Volatile.Read(ref state) != Idle || Interlocked.CompareExchange(ref state, Called, Idle) != Idle)
            {
                return false;
            }

            Volatile.Write(ref job, next);
            return true;
        }

        public bool TryWake(ICrewJob next)
        {
            if (Interlocked.CompareExchange(ref state, Called, Asleep) != Asleep)
            {
                return TryCallAwake(next);
            }

            lock (bed)
            {
                job = next;
                Monitor.Pulse(bed);
            }

            return true;
        }

        /// <summary>Moves the member off the caller's processor if it was last seen there; it would have to wait until the caller is done.</summary>
        public void MakeRoom(int callersProcessor)
        {
            if (Volatile.Read(ref processor) == callersProcessor)
            {
                placement?.Leave(callersProcessor);
            }
        }

        private void Serve(int makersProcessor)
        {
            placement = ThreadPlacement.OfThisThread();
            placement?.Leave(makersProcessor);
            while (true)
            {
                var next = Watch() ?? Sleep();
                Volatile.Write(ref joined, joined + 1);
                Volatile.Write(ref processor, Thread.GetCurrentProcessorId());
                next.Join();
            }
        }

        /// <summary>The next job, or null when none came for long enough; then the member counts as asleep.</summary>
        private ICrewJob? Watch()
        {
            Volatile.Write(ref job, null);
            Volatile.Write(ref state, Idle);
            var start = Stopwatch.GetTimestamp();
            for (var round = 0; ; round++)
            {
                Volatile.Write(ref processor, Thread.GetCurrentProcessorId());
                if (Look() is { } next)
                {
                    return next;
                }

                if (round >= PatientRounds)
                {
                    Thread.Yield();
                }

                if (Stopwatch.GetElapsedTime(start).TotalMicroseconds > AwakeMicroseconds && Interlocked.CompareExchange(ref state, Asleep, Idle) == Idle)
                {
                    return null;
                }
            }
        }

        private ICrewJob? Look()
        {
            for (var look = 0; look < LooksAtOnce; look++)
            {
                if (Volatile.Read(ref job) is { } next)
                {
                    return next;
                }

                Thread.SpinWait(1);
            }

            return null;
        }

        private ICrewJob Sleep()
        {
            lock (bed)
            {
                while (job is null)
                {
                    Monitor.Wait(bed);
                }

                return job;
            }
        }
    }
}
