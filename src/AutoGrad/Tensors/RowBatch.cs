namespace AutoGrad;

/// <summary>A run of a function on all rows of its arguments at once. Its rows are tensors of a row's shape, with all rows behind them; runs nest.</summary>
internal sealed class RowBatch : IDisposable
{
    [ThreadStatic]
    private static RowBatch? current;

    private readonly RowBatch? outer = current;

    public RowBatch(int count)
    {
        Count = count;
        current = this;
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>Whether the function still runs.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>How many runs enclose this one.</summary>
    public int Depth => outer is null ? 0 : outer.Depth + 1;

    /// <summary>Gives up a run in which something happens that would happen once for each row: a draw of random numbers, a write.</summary>
    public static void Refuse(string op)
    {
        if (current is not null)
        {
            throw new NoBatchedFormException(op);
        }
    }

    public void Dispose()
    {
        IsOpen = false;
        current = outer;
    }
}

/// <summary>Ends a run on all rows at once: an op needs a row's numbers, or has no form for many rows. The function then runs row by row; users never see this.</summary>
internal sealed class NoBatchedFormException(string op) : Exception($"{op} has no form for all rows at once.");

/// <summary>A kernel that can be made over as one for many rows: the same work with a further axis before all others.</summary>
/// <remarks>Ops with such a kernel run on all rows of a batch at once. Their rules may know shapes and axes from the kernel and from tensors only.</remarks>
internal interface IBatchable<TSelf>
    where TSelf : struct
{
    /// <summary>The kernel for this many rows.</summary>
    TSelf Over(int rows);
}
