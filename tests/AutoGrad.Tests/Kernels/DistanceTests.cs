using System.Diagnostics;

namespace AutoGrad;

/// <summary>Two threads are far apart for a while once most of the last lines took long to get, and near otherwise.</summary>
public class DistanceTests
{
    private static readonly long slow = Ticks(200);
    private static readonly long fast = Ticks(40);

    [Fact]
    public void Threads_are_near_at_first_and_while_lines_come_fast()
    {
        var distance = new Distance();
        Assert.False(distance.IsFar);
        for (var call = 0; call < 10_000; call++)
        {
            // One in ten is interrupted.
            Note(distance, Stopwatch.GetTimestamp(), call % 10 == 0 ? Ticks(50_000) : fast);
            Assert.False(distance.IsFar);
        }
    }

    [Fact]
    public void Threads_are_far_once_lines_take_slowalso_where_half_of_them_have_not_been_away()
    {
        var distance = new Distance();
        for (var call = 0; call < 40; call++)
        {
            Note(distance, Stopwatch.GetTimestamp(), call % 2 == 0 ? slow : fast);
        }

        Assert.True(distance.IsFar);
    }

    [Fact]
    public void A_verdict_ends_and_takes_as_many_calls_again()
    {
        var distance = new Distance();
        NoteFar(distance, Stopwatch.GetTimestamp() - Stopwatch.Frequency);
        Assert.False(distance.IsFar);
        Note(distance, Stopwatch.GetTimestamp(), slow);
        Assert.False(distance.IsFar);
        NoteFar(distance, Stopwatch.GetTimestamp());
        Assert.True(distance.IsFar);
    }

    [Fact]
    public void One_call_in_four_is_timed()
    {
        var distance = new Distance();
        Assert.Equal(100, Enumerable.Range(0, 400).Count(_ => distance.IsTiming()));
    }

    /// <summary>Notes so many long times that the verdict is clear.</summary>
    internal static void NoteFar(Distance distance, long now)
    {
        for (var call = 0; call < 10; call++)
        {
            Note(distance, now, slow);
        }
    }

    private static void Note(Distance distance, long end, long time) => distance.Note(end - time, end);

    private static long Ticks(int nanoseconds) => Math.Max(1, Stopwatch.Frequency * nanoseconds / 1_000_000_000);
}
