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

    /// <summary>Helpers that were called and have not started.</summary>
    private static int called;

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

    /// <summary>Runs the pieces 0 to count - 1 and returns when all are done.</summary>
    /// <remarks>
    /// Runs on the calling thread alone when there is one piece, one thread, or when that thread is already running a piece: nested
    /// work would only compete for the same cores. What a piece throws is thrown here, of several the one with the lowest index.
    /// </remarks>
    internal static void Run<TItem>(int count, TItem item)
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
        for (int helper = 1; helper < threads; helper++)
        {
            // On a busy pool helpers that have not started yet would pile up, each holding its batch: no more are called than could run at once.
            if (Volatile.Read(ref called) >= MaxThreads)
            {
                break;
            }

            Interlocked.Increment(ref called);
            batch.CallHelper();
        }

        batch.Take();
        batch.Wait();
    }

    /// <summary>The pieces of one run: one range of neighbours for each thread, which goes on to the others' ranges when its own is done.</summary>
    /// <remarks>
    /// Neighbours stay on one core because the memory they read is streamed, and because the next run over the same memory finds its part in that core's cache:
    /// taking single pieces in turn cost up to two fifths of a pass over memory. The caller waits for pieces, never for helpers: on a busy thread pool it
    /// does them all itself, and a helper that comes late finds none left. A batch is used again on its thread once no helper can come any more.
    /// </remarks>
    private sealed class Batch<TItem> : IThreadPoolWorkItem
        where TItem : struct, IWorkItem
    {
        // Counters that different cores count on lie in different cache lines, also where these are fetched in pairs.
        private const int Apart = 32;

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

        public void CallHelper()
        {
            Interlocked.Increment(ref expected);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute()
        {
            Interlocked.Decrement(ref called);
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
                    if (done > 0 && Interlocked.Add(ref finished, done) == count)
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
            // The last pieces are usually done within microseconds: sleep only when spinning begins to yield.
            var spin = default(SpinWait);
            while (!spin.NextSpinWillYield && Volatile.Read(ref finished) < count)
            {
                spin.SpinOnce();
            }

            lock (doneGate)
            {
                while (Volatile.Read(ref finished) < count)
                {
                    Monitor.Wait(doneGate);
                }
            }

            var thrown = failure;
            failure = null;
            spare = this;
            thrown?.Throw();
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
