using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace AutoGrad;

/// <summary>One piece of a piece-wise computation; the fields of the implementing struct say what it reads and writes.</summary>
/// <remarks>Pieces run in any order and on any thread, so no two of them may write the same place.</remarks>
internal interface IWorkItem
{
    void Invoke(int index);
}

/// <summary>The one place that splits work over cores.</summary>
/// <remarks>
/// The caller cuts its work by shape alone, so the pieces, and with them the bits of the result, are the same on one thread and on many;
/// <see cref="MaxThreads"/> only says how many pieces may run at once.
/// </remarks>
internal static class Work
{
    private static int maxThreads = Environment.ProcessorCount;

    [ThreadStatic]
    private static bool inside;

    /// <summary>How many threads, the calling one included, may work at once; at first the number of processors.</summary>
    internal static int MaxThreads
    {
        get => Volatile.Read(ref maxThreads);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref maxThreads, value);
        }
    }

    /// <summary>Runs the pieces 0 to count - 1 and returns when all are done. Short work, of a few tens of microseconds, wakes no sleeping thread for itself alone.</summary>
    /// <remarks>
    /// Runs on the calling thread alone when there is one piece, one thread, or when that thread is already running a piece: nested
    /// work would only compete for the same cores. What a piece throws is thrown here, of several the one with the lowest index.
    /// </remarks>
    internal static void Run<TItem>(int count, TItem item, bool isShort = false)
        where TItem : struct, IWorkItem
    {
        int threads = Math.Min(count, MaxThreads);
        if (threads <= 1 || inside)
        {
            for (int index = 0; index < count; index++)
            {
                item.Invoke(index);
            }

            return;
        }

        var batch = Batch<TItem>.Start(count, threads, item);
        batch.Call(threads - 1, isShort);
        batch.Take();
        batch.Recall();
        batch.Wait();
    }

    /// <summary>The pieces of one run: one range of neighbours for each thread, which goes on to the others' ranges when its own is done.</summary>
    /// <remarks>
    /// Neighbours stay on one core because the memory they read is streamed, and because the next run over the same memory finds its part in that core's cache:
    /// taking single pieces in turn cost up to two fifths of a pass over memory. The caller waits for pieces, never for helpers: while they are busy it
    /// does them all itself, and a helper that comes late finds none left. A batch is used again on its thread once no helper can come any more.
    /// </remarks>
    private sealed class Batch<TItem> : ICrewJob
        where TItem : struct, IWorkItem
    {
        // Counters that different cores count on lie in different cache lines, also where these are fetched in pairs.
        private const int Apart = 32;

        private const int PatientMicroseconds = 1000;

        // Rounds of looks, some 100 microseconds, after which other threads of this core get their turn.
        private const int RoundsAlone = 80;

        [ThreadStatic]
        private static Batch<TItem>? spare;

        private readonly Lock failureGate = new();
        private readonly object doneGate = new();
        private TItem item;
        private int count;
        private int ranges;
        private int[] taken = [];
        private int joined;
        private int finished;
        private int expected;
        private bool sleeps;
        private int failedIndex;
        private ExceptionDispatchInfo? failure;

        public static Batch<TItem> Start(int count, int threads, TItem item)
        {
            var batch = spare is { } idle && Volatile.Read(ref idle.expected) == 0 ? idle : new Batch<TItem>();
            spare = null;
            batch.item = item;
            batch.count = count;
            batch.ranges = threads;
            batch.joined = 0;
            batch.finished = 0;
            batch.failedIndex = int.MaxValue;
            if (batch.taken.Length < (threads + 1) * Apart)
            {
                batch.taken = new int[(threads + 1) * Apart];
            }

            for (int range = 0; range < threads; range++)
            {
                batch.taken[(range + 1) * Apart] = batch.StartOf(range);
            }

            return batch;
        }

        public void Call(int helpers, bool isShort)
        {
            // Counted before they can have come and gone.
            Interlocked.Add(ref expected, helpers);
            int coming = Crew.Call(this, helpers, isShort);
            if (coming < helpers)
            {
                Interlocked.Add(ref expected, coming - helpers);
            }
        }

        /// <summary>Whoever has not come would find nothing left, and is free for what comes next.</summary>
        public void Recall()
        {
            int recalled = Crew.Recall(this);
            if (recalled > 0)
            {
                Interlocked.Add(ref expected, -recalled);
            }
        }

        public void Join()
        {
            Take();
            Interlocked.Decrement(ref expected);
        }

        public void Take()
        {
            inside = true;
            try
            {
                int own = Interlocked.Increment(ref joined) - 1;
                for (int turn = 0; turn < ranges; turn++)
                {
                    int done = TakeRange((own + turn) % ranges);
                    if (done > 0 && Interlocked.Add(ref finished, done) == count && Volatile.Read(ref sleeps))
                    {
                        lock (doneGate)
                        {
                            Monitor.Pulse(doneGate);
                        }
                    }
                }
            }
            finally
            {
                inside = false;
            }
        }

        public void Wait()
        {
            if (Volatile.Read(ref finished) < count && !IsDoneSoon())
            {
                lock (doneGate)
                {
                    Volatile.Write(ref sleeps, true);
                    Interlocked.MemoryBarrier();
                    while (Volatile.Read(ref finished) < count)
                    {
                        Monitor.Wait(doneGate);
                    }

                    sleeps = false;
                }
            }

            var thrown = failure;
            failure = null;
            spare = this;
            thrown?.Throw();
        }

        /// <summary>Watches for a while: the last pieces are usually done within microseconds, and waking up takes longer, on a virtual processor that has halted up to milliseconds.</summary>
        private bool IsDoneSoon()
        {
            long start = Stopwatch.GetTimestamp();
            int rounds = 0;
            do
            {
                if (rounds++ > RoundsAlone)
                {
                    Thread.Yield();
                }

                for (int look = 0; look < 32; look++)
                {
                    if (Volatile.Read(ref finished) == count)
                    {
                        return true;
                    }

                    Thread.SpinWait(1);
                }
            }
            while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < PatientMicroseconds);

            return false;
        }

        private int StartOf(int range) => (int)((long)count * range / ranges);

        /// <summary>Invokes what is left of a range; returns how many pieces.</summary>
        private int TakeRange(int range)
        {
            int end = StartOf(range + 1);
            ref int next = ref taken[(range + 1) * Apart];
            int done = 0;
            int index;
            while ((index = Interlocked.Increment(ref next) - 1) < end)
            {
                InvokeOne(index);
                done++;
            }

            return done;
        }

        private void InvokeOne(int index)
        {
            // A piece before the failed one still runs: it may fail too, and then it is the one to be reported.
            if (index > Volatile.Read(ref failedIndex))
            {
                return;
            }

            try
            {
                item.Invoke(index);
            }
#pragma warning disable CA1031 // Not swallowed: thrown again on the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                lock (failureGate)
                {
                    if (index < failedIndex)
                    {
                        failure = ExceptionDispatchInfo.Capture(exception);
                        Volatile.Write(ref failedIndex, index);
                    }
                }
            }
        }
    }
}
