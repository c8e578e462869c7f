using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>Asks for memory before it is read. Addresses past the end of an array do no harm: a prefetch never faults.</summary>
internal static unsafe class Prefetch
{
    private const int Line = 64;

    /// <summary>Asks for neighbouring elements. The processor's own prefetchers start anew in every page of 4 KiB; where rows are read several times each, they fall behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void ToFirstLevel<T>(T* start, nint length)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            byte* end = (byte*)(start + length);
            for (byte* line = (byte*)start; line < end; line += Line)
            {
                Sse.Prefetch0(line);
            }
        }
    }

    /// <summary>Asks for the first lines of an object, up to three. The collector may move it meanwhile; then they are others that were asked for in vain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToFirstLevel(object? target, int lines = 1)
    {
        if (Sse.IsSupported)
        {
            byte* start = *(byte**)Unsafe.AsPointer(ref target);
            Sse.Prefetch0(start);

            // No loop: of a small constant number of rounds one was left in the code.
            if (lines > 1)
            {
                Sse.Prefetch0(start + Line);
            }

            if (lines > 2)
            {
                Sse.Prefetch0(start + (2 * Line));
            }
        }
    }

    /// <summary>Asks for elements that will be read after much else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToSecondLevel<T>(T* start, nint length)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            byte* end = (byte*)(start + length);
            for (byte* line = (byte*)start; line < end; line += Line)
            {
                Sse.Prefetch1(line);
            }
        }
    }
}
