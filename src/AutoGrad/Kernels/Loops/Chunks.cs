namespace AutoGrad;

/// <summary>A piece of work that can be done range by range, in any order.</summary>
internal interface IChunkItem
{
    void Invoke(int start, int length);
}

/// <summary>
/// Cuts work into ranges by its size alone, never by the number of cores, so that results have the same bits everywhere.
/// This is the one place through which drivers, folds and copies pass when they could run on several cores.
/// </summary>
internal static class Chunks
{
    /// <summary>Elements per range: three operands of this many floats stay in the second cache level, and a range lasts microseconds.</summary>
    public const int Length = 8_192;

    /// <summary>Below this many elements a driver runs its loop directly.</summary>
    public const int Threshold = 32_768;

    /// <summary>Runs the item over [0, count) in ranges of <paramref name="grain"/>.</summary>
    public static void Run<TItem>(int count, int grain, TItem item)
        where TItem : struct, IChunkItem
    {
        int start = 0;
        for (; count - start > grain; start += grain)
        {
            item.Invoke(start, grain);
        }

        if (start < count)
        {
            item.Invoke(start, count - start);
        }
    }

    /// <summary>How many units of a given size make one range.</summary>
    public static int Grain(long elementsPerUnit) => (int)Math.Max(1, Length / Math.Max(1, elementsPerUnit));
}
