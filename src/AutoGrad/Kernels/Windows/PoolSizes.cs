namespace AutoGrad;

/// <summary>Windows that slide over each of many planes [rows, columns]; the windows are clipped to the plane, and each holds one element of it or more.</summary>
internal readonly record struct PoolSizes(int Planes, WindowAxis Rows, WindowAxis Columns)
{
    public int PlaneLength => Rows.Size * Columns.Size;

    public int Places => Rows.Count * Columns.Count;

    /// <summary>Elements of all planes.</summary>
    public long Length => (long)Planes * PlaneLength;

    /// <summary>Windows of all planes.</summary>
    public long WindowCount => (long)Planes * Places;
}
