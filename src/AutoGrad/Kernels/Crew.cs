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
/// until it runs, on a virtual processor that has halted up to milliseconds: longer than most pieces of work of a small network take. Asleep, it costs nothing. After a job it is awake for as long
/// again, within limits, and offers its core to others meanwhile. A job is called for, never waited for: whoever has come by the time that it is done has helped, and the calls to
/// those who have not are taken back, so that they are free for the next job.
/// </remarks>
internal static class Crew
{
    // How long a member watches after a job: as long as the job took, but at least and at most so long.
    private const int AwakeMicroseconds = 200;
    private const int LongestAwakeMicroseconds = 2000;

    // The states of a member. It looks for its next job all the time;
    private const int Watching = 0;

    // has to be woken;
    private const int Asleep = 1;

    // or is at a job, on its way to one, or about to sleep, and looks for the next one after that.
    private const int Busy = 2;

    private static readonly Lock growing = new();
    private static Member[] members = [];

    /// <summary>When a short job last found too few who were awake.</summary>
    private static long lastMissed;

    /// <summary>How often somebody has come to a job.</summary>
    public static long Joined => Volatile.Read(ref members).Sum(static member => member.Joined);

    /// <summary>How far away the members are.</summary>
    public static IEnumerable<Distance> Distances => Volatile.Read(ref members).Select(static member => member.Distance);

    /// <summary>Calls up to <paramref name="count"/> members to the job; returns how many. Each of them joins it once, unless recalled. A short job wakes nobody unless another one came just before it, and calls nobody who is far away.</summary>
    public static int Call(ICrewJob job, int count, bool isShort)
    {
        var processor = Thread.GetCurrentProcessorId();
        var crew = Volatile.Read(ref members);
        if (crew.Length < count)
        {
            crew = Grow(count, processor);
        }

        foreach (var member in crew.AsSpan(0, count))
        {
            member.MakeRoom(processor);
        }

        var called = Call(crew, job, count, Watching, isShort);
        if (called < count && (!isShort || IsOneOfMany()))
        {
            called += Call(crew, job, count - called, Asleep, isShort);
        }

        return called < count ? called + Call(crew, job, count - called, Busy, isShort) : called;
    }

    /// <summary>Takes back the calls to members who have not come; returns how many. Nobody comes to the job after that.</summary>
    public static int Recall(ICrewJob job)
    {
        var recalled = 0;
        foreach (var member in Volatile.Read(ref members))
        {
            recalled += member.TryRecall(job) ? 1 : 0;
        }

        return recalled;
    }

    private static int Call(Member[] crew, ICrewJob job, int count, int state, bool isShort)
    {
        var called = 0;
        for (var index = 0; index < crew.Length && called < count; index++)
        {
            called += crew[index].TryCall(job, state, isShort) ? 1 : 0;
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
        // Looks between two glances at the clock; one look takes some 40 nanoseconds.
        private const int LooksAtOnce = 32;

        // After so many of them other threads of this core get their turn.
        private const int PatientRounds = 16;

        private const int Elsewhere = -1;

        private readonly object bed = new();
        private ThreadPlacement? placement;
        private ICrewJob? next;
        private int state = Busy;
        private long joined;

        /// <summary>Where the member was last seen.</summary>
        private int processor = Elsewhere;

        /// <summary>A thread that keeps off the processor of the one that makes it.</summary>
        public Member(int number, int makersProcessor) =>
            new Thread(() => Serve(makersProcessor)) { IsBackground = true, Name = $"AutoGrad {number + 1}" }.UnsafeStart();

        public long Joined => Volatile.Read(ref joined);

        public Distance Distance { get; } = new();

        /// <summary>Moves the member off the caller's processor if it was last seen there; it would have to wait until the caller is done.</summary>
        public void MakeRoom(int callersProcessor)
        {
            if (Volatile.Read(ref processor) == callersProcessor)
            {
                placement?.Leave(callersProcessor);
            }
        }

        /// <summary>Makes the job the member's next one, if it is in that state, has no next one yet, and is near enough for a short one.</summary>
        public bool TryCall(ICrewJob job, int wanted, bool isShort)
        {
            if (Volatile.Read(ref state) != wanted || (isShort && Distance.IsFar) || Volatile.Read(ref next) is not null || !TryLeave(job, wanted))
            {
                return false;
            }

            // Also where it has fallen asleep in between: it looks again after it has said so, and this after the job is there.
            if (Volatile.Read(ref state) == Asleep)
            {
                Wake();
            }

            return true;
        }

        /// <summary>Leaves the job where the member looks for it, and times that now and then: a member that watches looks at this line all the time.</summary>
        private bool TryLeave(ICrewJob job, int seen)
        {
            var isTimed = seen == Watching && Distance.IsTiming();
            var start = isTimed ? Stopwatch.GetTimestamp() : 0;
            var isLeft = Interlocked.CompareExchange(ref next, job, null) is null;
            if (isTimed)
            {
                Distance.Note(start, Stopwatch.GetTimestamp());
            }

            return isLeft;
        }

        public bool TryRecall(ICrewJob job) =>
            Volatile.Read(ref next) == job && Interlocked.CompareExchange(ref next, null, job) == job;

        private void Serve(int makersProcessor)
        {
            placement = ThreadPlacement.OfThisThread();
            placement?.Leave(makersProcessor);
            var awake = (double)AwakeMicroseconds;
            while (true)
            {
                if (Watch(awake) is { } job)
                {
                    Volatile.Write(ref joined, joined + 1);
                    var start = Stopwatch.GetTimestamp();
                    job.Join();
                    awake = Math.Clamp(Stopwatch.GetElapsedTime(start).TotalMicroseconds, AwakeMicroseconds, LongestAwakeMicroseconds);
                }
                else
                {
                    Sleep();
                }
            }
        }

        /// <summary>The next job, or null when none came for long enough.</summary>
        private ICrewJob? Watch(double microseconds)
        {
            Volatile.Write(ref state, Watching);
            ICrewJob? job = null;
            var start = Stopwatch.GetTimestamp();
            for (var round = 0; job is null && Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds; round++)
            {
                Volatile.Write(ref processor, Thread.GetCurrentProcessorId());
                job = Look();
                if (job is null && round >= PatientRounds)
                {
                    Thread.Yield();
                }
            }

            Volatile.Write(ref state, Busy);
            return job;
        }

        private ICrewJob? Look()
        {
            for (var look = 0; look < LooksAtOnce; look++)
            {
                if (Volatile.Read(ref next) is not null && Interlocked.Exchange(ref next, null) is { } job)
                {
                    return job;
                }

                Thread.SpinWait(1);
            }

            return null;
        }

        /// <summary>Returns when woken, or at once when a job has come just before.</summary>
        private void Sleep()
        {
            lock (bed)
            {
                Volatile.Write(ref state, Asleep);
                Interlocked.MemoryBarrier();
                if (next is not null)
                {
                    Volatile.Write(ref state, Busy);
                }

                while (state == Asleep)
                {
                    Monitor.Wait(bed);
                }
            }
        }

        private void Wake()
        {
            lock (bed)
            {
                if (state == Asleep)
                {
                    Volatile.Write(ref state, Busy);
                    Monitor.Pulse(bed);
                }
            }
        }
    }
}
