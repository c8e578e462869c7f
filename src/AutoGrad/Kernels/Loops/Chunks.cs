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

    /// <summary>From this many ranges on, other cores are asked to help: fewer are done before a helper has woken up.</summary>
    private const int ParallelFrom = 8;

    /// <summary>Runs the item over [0, count) in ranges of <paramref name="grain"/>.</summary>
    public static void Run<TItem>(int count, int grain, TItem item)
        where TItem : struct, IChunkItem
    {
        int ranges = (int)(((long)count + grain - 1) / grain);
        if (ranges >= ParallelFrom)
        {
            Work.Run(ranges, new RangeItem<TItem>(item, count, grain));
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
