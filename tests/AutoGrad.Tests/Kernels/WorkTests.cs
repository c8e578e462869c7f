using System.Diagnostics;

namespace AutoGrad;

/// <summary>Work that is split: every piece runs once, whoever helps, and failures are reported.</summary>
[Collection(nameof(Alone))]
public class WorkTests
{
    [Fact]
    public void Every_piece_of_work_runs_once_also_when_work_starts_work()
    {
        var counts = new int[64 * 64];
        Work.Run(64, new Nested { Counts = counts });
        Assert.All(counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Many_threads_at_once_each_get_their_pieces_done()
    {
        const int threads = 8, runs = 4_000;
        var wrong = 0;
        WithThreads(4, () =>
        {
            var callers = Enumerable.Range(0, threads).Select(caller => new Thread(() =>
            {
                var counts = new int[7];
                for (var run = 1; run <= runs; run++)
                {
                    Work.Run(counts.Length, new Inner { Counts = counts }, isShort: (run + caller) % 3 > 0);
                    if (counts.Any(count => count != run))
                    {
                        Interlocked.Increment(ref wrong);
                        return;
                    }
                }
            })).ToArray();
            Array.ForEach(callers, static caller => caller.Start());
            Array.ForEach(callers, static caller => caller.Join());
        });
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Short_work_that_comes_again_and_again_finds_help_and_long_work_asks_for_it()
    {
        foreach (var isShort in new[] { true, false })
        {
            WithThreads(2, () =>
            {
                var helpers = new HashSet<int>();
                for (var run = 0; run < 1_000_000 && helpers.Count < 2; run++)
                {
                    Work.Run(2, new NotesThread { Helpers = helpers }, isShort);
                }

                Assert.Equal(2, helpers.Count);
            });
        }
    }

    [Fact]
    public void Helpers_who_are_far_away_are_called_to_long_work_only()
    {
        WithThreads(2, static () =>
        {
            Work.Run(2, new NotesThread { Helpers = [] });
            for (var run = 0; run < 1_000; run++)
            {
                foreach (var distance in Crew.Distances)
                {
                    DistanceTests.NoteFar(distance, Stopwatch.GetTimestamp());
                }

                var joined = Crew.Joined;
                Work.Run(2, new NotesThread { Helpers = [] }, isShort: true);
                Assert.Equal(joined, Crew.Joined);
            }

            var helpers = new HashSet<int>();
            for (var run = 0; run < 1_000_000 && helpers.Count < 2; run++)
            {
                Work.Run(2, new NotesThread { Helpers = helpers });
            }

            Assert.Equal(2, helpers.Count);
        });
    }

    [Fact]
    public void One_thread_calls_nobody()
    {
        WithThreads(1, () =>
        {
            var helpers = new HashSet<int>();
            for (var run = 0; run < 1_000; run++)
            {
                Work.Run(2, new NotesThread { Helpers = helpers });
            }

            Assert.Equal([Environment.CurrentManagedThreadId], helpers);
        });
    }

    [Fact]
    public void A_failing_piece_of_work_is_reported_where_it_was_started_and_the_lowest_index_wins()
    {
        foreach (var threads in new[] { 1, 4 })
        {
            WithThreads(threads, static () =>
            {
                var exception = Assert.Throws<InvalidOperationException>(static () => Work.Run(100, default(FailsFromTen)));
                Assert.Equal("10", exception.Message);
            });
        }
    }

    private static void WithThreads(int threads, Action action)
    {
        var before = Work.MaxThreads;
        try
        {
            Work.MaxThreads = threads;
            action();
        }
        finally
        {
            Work.MaxThreads = before;
        }
    }

    private struct FailsFromTen : IWorkItem
    {
        public readonly void Invoke(int index)
        {
            if (index >= 10)
            {
                throw new InvalidOperationException(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    private struct Nested : IWorkItem
    {
        internal int[] Counts;

        public readonly void Invoke(int index) => Work.Run(64, new Inner { Counts = Counts, Base = index * 64 });
    }

    private struct Inner : IWorkItem
    {
        internal int[] Counts;
        internal int Base;

        public readonly void Invoke(int index) => Interlocked.Increment(ref Counts[Base + index]);
    }

    /// <summary>Takes some microseconds, so that a helper finds a piece left.</summary>
    private struct NotesThread : IWorkItem
    {
        internal HashSet<int> Helpers;

        public readonly void Invoke(int index)
        {
            Thread.SpinWait(200);
            lock (Helpers)
            {
                Helpers.Add(Environment.CurrentManagedThreadId);
            }
        }
    }
}
