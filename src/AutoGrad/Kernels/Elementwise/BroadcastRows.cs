namespace AutoGrad;

/// <summary>
/// How a broadcast launch is cut: short inner rows are grouped, long ones are cut into segments, so that every range has about
/// <see cref="Chunks.Length"/> elements.
/// </summary>
internal readonly struct BroadcastRows
{
    private readonly int segments;

    public BroadcastRows(in LoopNest nest)
    {
        Inner = nest.Shape[0];
        bool isLong = nest.Count > Chunks.Threshold;
        segments = isLong ? Math.Max(1, (Inner + Chunks.Length - 1) / Chunks.Length) : 1;
        Units = nest.Turns(1) * segments;
        Grain = isLong ? Chunks.Grain(Inner) : Units;
    }

    /// <summary>Elements of an inner row.</summary>
    public int Inner { get; }

    /// <summary>Rows or, where rows are cut, segments of rows.</summary>
    public int Units { get; }

    /// <summary>Units per range.</summary>
    public int Grain { get; }

    /// <summary>Whether a unit is a whole row.</summary>
    public bool AreWhole => segments == 1;

    /// <summary>Which row a segment belongs to, where it starts in that row and how long it is.</summary>
    public (int Row, int Start, int Length) Segment(int unit)
    {
        (int row, int segment) = Math.DivRem(unit, segments);
        int start = segment * Chunks.Length;
        return (row, start, Math.Min(Chunks.Length, Inner - start));
    }
}
