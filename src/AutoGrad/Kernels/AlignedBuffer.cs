namespace AutoGrad;

/// <summary>Arrays whose first used element starts on a cache line, so that 512-bit loads never straddle two.</summary>
internal static class AlignedBuffer
{
    private const int Alignment = 64;

    // Small arrays are not worth a pinned block: they live and die in generation 0.
    private const int PinnedFromBytes = 4096;

    /// <summary>Allocates room for <paramref name="length"/> elements starting at <paramref name="offset"/>. The content is not cleared.</summary>
    public static unsafe T[] Allocate<T>(int length, out int offset)
        where T : unmanaged
    {
        offset = 0;
        if ((long)length * sizeof(T) < PinnedFromBytes)
        {
            return length == 0 ? [] : GC.AllocateUninitializedArray<T>(length);
        }

        var slack = Alignment / sizeof(T);
        if (length > Array.MaxLength - slack)
        {
            return GC.AllocateUninitializedArray<T>(length);
        }

        var array = GC.AllocateUninitializedArray<T>(length + slack, pinned: true);
        fixed (T* start = array)
        {
            var misaligned = (int)((nuint)start % Alignment);
            offset = misaligned == 0 ? 0 : (Alignment - misaligned) / sizeof(T);
        }

        return array;
    }
}
