using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Where the system lets one of our own threads run: on any processor that the process may use, but for the one of the thread that it helps.</summary>
/// <remarks>
/// Linux was seen to let a helper wait for the processor of its caller for tenths of a second while another one had nothing to do. Only Linux is told; elsewhere, and where it does not listen,
/// the system decides by itself, which is never wrong and only sometimes slow.
/// </remarks>
internal sealed class ThreadPlacement
{
    // As many processors as the kernel's own default set holds.
    private const int Words = 1024 / 64;
    private const int LeastMicrosecondsBetweenMoves = 1000;

    private readonly int thread;
    private long lastMove;

    private ThreadPlacement(int thread)
    {
        this.thread = thread;
    }

    /// <summary>The placement of the calling thread; null where it cannot be changed.</summary>
    public static ThreadPlacement? OfThisThread()
    {
        // A link to PROCESS/task/THREAD; null where there is no /proc, and another process' number where it is that of another container. The C library's gettid is
        // younger than systems that .NET still runs on.
        return OperatingSystem.IsLinux()
            && new FileInfo("/proc/thread-self").LinkTarget?.Split('/') is [var process, "task", var name]
            && process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var thread)
            ? new ThreadPlacement(thread)
            : null;
    }

    /// <summary>Moves the thread off a processor, and keeps it off, unless it is the only one of the process. Does nothing when the thread was moved a moment ago: with callers on all processors there is no good place.</summary>
    public unsafe void Leave(int processor)
    {
        var now = Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(lastMove, now).TotalMicroseconds < LeastMicrosecondsBetweenMoves)
        {
            return;
        }

        lastMove = now;

        // Of the first thread, since its set is what the process was started with and what a user changes.
        var allowed = stackalloc ulong[Words];
        new Span<ulong>(allowed, Words).Clear();
        if (processor >= Words * 64 || Native.GetAffinity(Environment.ProcessId, Words * sizeof(ulong), allowed) < 0)
        {
            return;
        }

        allowed[processor / 64] &= ~(1UL << processor);
        if (new ReadOnlySpan<ulong>(allowed, Words).ContainsAnyExcept(0UL))
        {
            _ = Native.SetAffinity(thread, Words * sizeof(ulong), allowed);
        }
    }

    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Two calls with simple arguments.")]
    private static unsafe class Native
    {
        [DllImport("libc", EntryPoint = "sched_getaffinity")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int GetAffinity(int thread, nuint size, ulong* processors);

        [DllImport("libc", EntryPoint = "sched_setaffinity")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int SetAffinity(int thread, nuint size, ulong* processors);
    }
}
