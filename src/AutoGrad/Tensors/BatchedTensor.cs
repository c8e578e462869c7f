using System.Numerics;

namespace AutoGrad;

/// <summary>The row of a <see cref="RowBatch"/> on which a function runs: its shape is a row's, and behind it is a tensor with all rows.</summary>
/// <remarks>It has no memory of its own. An op that knows rows works on what is behind them; any other one meets an exception where it would read.</remarks>
internal sealed class BatchedTensor<T> : Tensor<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tensor<T> whole;

    public BatchedTensor(RowBatch batch, Tensor<T> whole)
        : base(whole.Op, Shape.Create(whole.Shape.AsSpan()[1..]))
    {
        Batch = batch;
        this.whole = whole;
    }

    public RowBatch Batch { get; }

    /// <summary>All rows, along the first axis.</summary>
    public Tensor<T> Whole => Batch.IsOpen ? whole : throw Unreadable();

    /// <summary>The innermost batch that one of the operands is a row of; null where none is.</summary>
    public static RowBatch? Of(params ReadOnlySpan<Tensor<T>> operands)
    {
        RowBatch? innermost = null;
        foreach (var operand in operands)
        {
            innermost = operand is BatchedTensor<T> { Batch: var batch } && !(batch.Depth <= innermost?.Depth) ? batch : innermost;
        }

        return innermost;
    }

    /// <summary>Another result for all rows of this one's batch.</summary>
    public Tensor<T> With(Tensor<T> whole) => new BatchedTensor<T>(Batch, whole);

    /// <summary>What reading a row's numbers gives.</summary>
    public Exception Unreadable() => Batch.IsOpen ? new NoBatchedFormException(Op) : Errors.RowOutlived(Op, Shape);
}

/// <summary>Stands where the recording of a row would be, so that an op which enters one by itself looks closer.</summary>
internal sealed class RowHistory : History
{
    public static RowHistory Instance { get; } = new();

    public override bool IsRecording => false;

    public override bool IsLive(int ordinal, long id) => false;

    public override void Suspend() => throw new NotSupportedException();

    public override void Resume() => throw new NotSupportedException();

    public override void Trim(bool everything) => throw new NotSupportedException();
}
