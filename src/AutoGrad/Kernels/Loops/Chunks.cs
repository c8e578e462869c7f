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

    /// <summary>Up to this many elements a loop of a few operations each runs at once.</summary>
    public const int Threshold = 32_768;

    // Special functions take some ten times as long as a sum.
    private const int CostlyLength = 2_048;
    private const int CostlyThreshold = 4_095;

    // Fewer ranges are done by the time that the second core has fetched what it needs.
    private const int ParallelFrom = 4;

    // Fewer take a few tens of microseconds.
    private const int LongFrom = 16;

    /// <summary>Runs an element-wise loop; a costly one holds a special function.</summary>
    public static void Elements<TItem>(int count, bool isCostly, TItem item)
        where TItem : struct, IChunkItem
    {
        if (count <= (isCostly ? CostlyThreshold : Threshold))
        {
            item.Invoke(0, count);
        }
        else if (isCostly && count < LongFrom * Length)
        {
            int ranges = (count + CostlyLength - 1) / CostlyLength;
            Work.Run(ranges, new RangeItem<TItem>(item, count, CostlyLength), isShort: true);
        }
        else
        {
            Run(count, Length, item);
        }
    }

    /// <summary>Runs the item over [0, count) in ranges of <paramref name="grain"/>.</summary>
    public static void Run<TItem>(int count, int grain, TItem item)
        where TItem : struct, IChunkItem
    {
        int ranges = (int)(((long)count + grain - 1) / grain);
        if (ranges >= ParallelFrom)
        {
            Work.Run(ranges, new RangeItem<TItem>(item, count, grain), isShort: ranges < LongFrom);
            return;
        }

        for (int range = 0; range < ranges; range++)
        {
            item.Invoke(range * grain, Math.Min(grain, count - (range * grain)));
        }
    }

    /// <summary>How many units of a given size make one range.</summary>
    public static int Grain(long elementsPerUnit) => (int)Math.Max(1, Length / Math.Max(1, elementsPerUnit));

    private readonly record struct RangeItem<TItem>(TItem Item, int Count, int Grain) : IWorkItem
        where TItem : struct, IChunkItem
    {
        public void Invoke(int index)
        {
            int start = index * Grain;
            Item.Invoke(start, Math.Min(Grain, Count - start));
        }
    }
}
