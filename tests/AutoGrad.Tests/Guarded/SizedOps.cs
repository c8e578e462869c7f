using System.Numerics;

namespace AutoGrad.Guarded;

/// <summary>Ops that loop over rows, columns and axes, each at a size of one's choice: folds, softmaxes, norms, movement, scans, indices.</summary>
internal static class SizedOps
{
    public static void Run<T>(int size, Reader<T> read)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = new Scope<T>();
        var random = new Random(size);
        var line = Numbers(size);
        var rows = Numbers(3, size);
        var columns = Numbers(size, 3);
        var middle = Numbers(2, size, 3);
        var weight = Numbers(size);
        Indices order = Indices.Create([.. Enumerable.Range(0, size).Select(i => size - 1 - i)]);
        Tensor<T>[] results =
        [
            line.Sum(), line.Mean(), line.Product(), line.Norm(), line.Dot(weight), line.CumulativeSum(0), line.Flip(0), line[(..).By(2)],
            rows.Sum(0), rows.Sum(1), columns.Sum(0), columns.Sum(1), middle.Sum(0), middle.Sum(1), middle.Sum(2), middle.Sum(0, 2),
            rows.Variance(1), columns.Variance(0), rows.LogSumExp(1), columns.LogSumExp(0),
            rows.Softmax(1), columns.Softmax(0), rows.LogSoftmax(1), columns.LogSoftmax(0), rows.LayerNorm(weight, weight), rows.RmsNorm(weight),
            rows.Transpose(), columns.Transpose(), middle.Permute(2, 0, 1), middle.Permute(0, 2, 1), rows.Flip(1), rows.Roll(1, 1), columns.Roll(1, 0), rows.Pad([(0, 1), (2, 3)]),
            Ops.Concat([rows, rows], 1), Ops.Concat([columns, columns], 0), Ops.Stack([line, line]), rows[.., ..].Narrow(1, 0, size / 2),
            rows.IndexSelect(1, order), columns.IndexSelect(0, order), rows.LowerTriangle(), columns.UpperTriangle(), rows.CumulativeSum(1), columns.CumulativeSum(0),
            rows + line, columns * columns[.., 0..1], rows.BroadcastTo([2, 3, size]), rows.Sort(1).Values, columns.Sort(0).Values,
            .. size == 0 ? [] : (Tensor<T>[])[line.Max(), rows.Max(1), columns.Min(0)],
        ];
        foreach (var result in results)
        {
            read(result.AsSpan());
        }

        Tensor<T> Numbers(params int[] sizes)
        {
            var numbers = new T[sizes.Aggregate(1, static (product, each) => product * each)];
            for (var index = 0; index < numbers.Length; index++)
            {
                numbers[index] = T.CreateTruncating((random.NextDouble() * 4) - 2);
            }

            return Tensor.Create<T>(numbers, Shape.Create(sizes));
        }
    }

    /// <summary>Takes the elements of a result.</summary>
    public delegate void Reader<T>(ReadOnlySpan<T> numbers);
}
