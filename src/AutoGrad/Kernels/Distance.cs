using System.Diagnostics;

namespace AutoGrad;

/// <summary>Whether two threads lie so far apart, in different caches of the last level, that handing over short work costs more than the second core saves.</summary>
/// <remarks>
/// What tells is the time in which one of them gets a line of memory that the other one uses. A hypervisor moves virtual processors, and a system its threads, without telling;
/// so a verdict holds only for a while, and then the times of the next calls count again.
/// </remarks>
internal sealed class Distance
{
    // With one cache of the last level 30 to 60 are measured, with two of them 30, when the line has not gone back yet, or 150 to 300.
    private const int FarNanoseconds = 110;

    // A far time counts more, since it is not always seen, and a verdict takes several, since one alone may come from an interruption.
    private const int WeightOfFar = 4;
    private const int Verdict = 24;

    // To look at the clock in every call cost 1 to 2 % of a small network's step.
    private const int CallsPerTiming = 4;

    // Some sixty calls up to a verdict are in vain: a fraction of a millisecond.
    private const int HoldsMilliseconds = 100;

    private static readonly long far = Math.Max(1, Stopwatch.Frequency * FarNanoseconds / 1_000_000_000);
    private static readonly long holds = Stopwatch.Frequency * HoldsMilliseconds / 1000;

    // Several callers may count at once; what is lost then only delays a verdict.
    private int calls;
    private int balance;
    private long verdictEnds;

    /// <summary>Whether the two were found far apart a short time ago.</summary>
    public bool IsFar => Volatile.Read(ref verdictEnds) is not 0 and var ends && Stopwatch.GetTimestamp() < ends;

    /// <summary>Whether the next call is one of those that are timed.</summary>
    public bool IsTiming() => ++calls % CallsPerTiming == 0;

    /// <summary>Notes how long it took to get a line; both are times of <see cref="Stopwatch"/>.</summary>
    public void Note(long start, long end)
    {
        balance = end - start < far ? Math.Max(0, balance - 1) : balance + WeightOfFar;
        if (balance >= Verdict)
        {
            balance = 0;
            Volatile.Write(ref verdictEnds, end + holds);
        }
    }
}
