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

        var batch = new Batch<TItem>(count, item);
        for (int helper = 1; helper < threads; helper++)
        {
            // On a busy pool helpers that have not started yet would pile up, each holding its batch: no more are called than could run at once.
            if (Volatile.Read(ref called) >= MaxThreads)
            {
                break;
            }

            Interlocked.Increment(ref called);
            ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
        }

        batch.Take();
        batch.Wait();
    }

    /// <summary>The pieces of one run, taken one by one by whoever is free.</summary>
    /// <remarks>
    /// The caller waits for pieces, never for helpers: on a busy thread pool it does them all itself, and a helper that comes late finds
    /// none left and touches nothing of the caller's.
    /// </remarks>
    private sealed class Batch<TItem>(int count, TItem item) : IThreadPoolWorkItem
        where TItem : struct, IWorkItem
    {
        private readonly Lock failureGate = new();
        private readonly object doneGate = new();
        private int taken = -1;
        private int finished;
        private int failedIndex = int.MaxValue;
        private ExceptionDispatchInfo? failure;

        public void Execute()
        {
            Interlocked.Decrement(ref called);
            Take();
        }

        public void Take()
        {
            inside = true;
            try
            {
                int index;
                while ((index = Interlocked.Increment(ref taken)) < count)
                {
                    InvokeOne(index);
                    if (Interlocked.Increment(ref finished) == count)
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

            failure?.Throw();
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
