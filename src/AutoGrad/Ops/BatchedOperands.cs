using System.Numerics;

namespace AutoGrad;

/// <content>How operands and kernels are made ready for all rows of a batch at once.</content>
public static partial class Ops
{
    /// <summary>All rows behind an operand of this batch, with axes of size 1 behind the first as far as the result of a row has more; another operand as it is, since it broadcasts over the rows.</summary>
    internal static Tensor<T> Align<T>(RowBatch batch, Tensor<T> x, int rank)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x is not BatchedTensor<T> row || row.Batch != batch)
        {
            return x;
        }

        if (x.Rank >= rank)
        {
            return row.Whole;
        }

        Span<int> sizes = stackalloc int[rank + 1];
        sizes.Fill(1);
        sizes[0] = batch.Count;
        x.Shape.AsSpan().CopyTo(sizes[^x.Rank..]);
        return row.Whole.ReshapeTo(Shape.Create(sizes));
    }

    /// <summary>All rows behind an operand of this batch; another operand once for each row.</summary>
    internal static Tensor<T> Spread<T>(RowBatch batch, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        x is BatchedTensor<T> row && row.Batch == batch ? row.Whole : x.BroadcastTo(x.Shape.Over(batch.Count));

    private static Tensor<T>[] Spread<T>(RowBatch batch, Tensor<T>[] operands)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(operands, operand => Spread(batch, operand));

    /// <summary>The kernel for all rows of a batch, if it has such a form.</summary>
    private static TKernel Over<TKernel>(TKernel kernel, RowBatch batch, string op)
        where TKernel : struct =>
        kernel is IBatchable<TKernel> batchable ? batchable.Over(batch.Count) : throw new NoBatchedFormException(op);
}
