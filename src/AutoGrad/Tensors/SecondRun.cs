namespace AutoGrad;

/// <summary>Runs a function a second time so that nobody but its caller notices: it draws the same random numbers as the first time, and writes nothing that existed before.</summary>
internal sealed class SecondRun
{
    [ThreadStatic]
    private static SecondRun? current;

    private static long writes;
    private static bool isCounting;

    private DrawnStreams? drawn;
    private long ranAt;

    /// <summary>Whether this thread runs a function for the second time.</summary>
    public static bool IsRunning => current is not null;

    /// <summary>Counts a write to a tensor that can be written, and returns how many there have been: a point in time.</summary>
    /// <remarks>Before the first function of the process that may run twice there is nothing to compare with.</remarks>
    public static long CountWrite() => Volatile.Read(ref isCounting) ? Interlocked.Increment(ref writes) : 0;

    /// <summary>Throws if a tensor that the running function reads was written after its first run.</summary>
    public static void CheckUnchanged(string name, long writtenAt)
    {
        if (current is { } run && writtenAt > run.ranAt)
        {
            throw Errors.OtherOnReplay($"read '{name}', which has been written since");
        }
    }

    /// <summary>Runs the function and remembers where the streams stood that it draws from.</summary>
    public TResult First<TResult>(Func<TResult> function)
    {
        Volatile.Write(ref isCounting, true);
        var outer = RandomStream.Drawn;
        drawn = RandomStream.Drawn = new DrawnStreams(outer);
        try
        {
            return function();
        }
        finally
        {
            RandomStream.Drawn = outer;
            ranAt = Interlocked.Read(ref writes);
        }
    }

    /// <summary>Runs the function from the same places of the streams, which then go on where they were.</summary>
    public TResult Again<TResult>(Func<TResult> function)
    {
        var (now, outer) = (drawn!.Rewind(), current);
        current = this;
        try
        {
            return function();
        }
        finally
        {
            current = outer;
            now.Rewind();
        }
    }
}
