using System.Numerics;

namespace AutoGrad;

/// <summary>The product of two labeled tensors, summed over shared labels that are not kept, as one matrix product over a batch.</summary>
/// <remarks>
/// z[batch, a, b] = the sum over s of x[batch, a, s] y[batch, s, b]: batch labels are shared and kept, s shared and not kept, a and b belong to one side.
/// The groups may be taken in several orders; the one that copies the fewest elements is chosen, and since products read transposed operands in place it is often none.
/// </remarks>
internal static class Contraction
{
    /// <summary>Contracts two tensors. Labels that stand in <paramref name="kept"/> stay; the order of the result's axes is free.</summary>
    /// <param name="x">The left operand.</param>
    /// <param name="y">The right operand.</param>
    /// <param name="kept">Labels that stay.</param>
    /// <param name="final">Whether the order of <paramref name="kept"/> is the one wanted in the end, so that it counts in the choice.</param>
    public static Labeled<T> Pair<T>(Labeled<T> x, Labeled<T> y, ReadOnlySpan<int> kept, bool final)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (x, y) = (x.DropBroadcast(y), y.DropBroadcast(x));
        x = x.SumUnless(kept, y.Labels);
        y = y.SumUnless(kept, x.Labels);
        var (freeX, freeY) = (Select(x.Labels, y.Labels, false, []), Select(y.Labels, x.Labels, false, []));
        var (summedX, summedY) = (Select(x.Labels, y.Labels, true, kept), Select(y.Labels, x.Labels, true, kept));
        var (batchX, batchY) = (Select(x.Labels, y.Labels, true, summedX), Select(y.Labels, x.Labels, true, summedX));
        var best = default(Plan<T>);
        for (var choice = 0; choice < 8; choice++)
        {
            var (batch, summed) = ((choice & 1) == 0 ? batchX : batchY, (choice & 2) == 0 ? summedX : summedY);
            var plan = (choice & 4) == 0 ? Plan<T>.Create(x, y, batch, summed, freeX, freeY) : Plan<T>.Create(y, x, batch, summed, freeY, freeX);
            var cost = plan.Cost + (final && !plan.EndsAs(kept) ? plan.Length : 0);
            if (choice == 0 || cost < best.Cost)
            {
                best = plan with { Cost = cost };
            }

            if (best.Cost == 0)
            {
                break;
            }
        }

        return best.Run();
    }

    /// <summary>The labels, in their order, that stand in another list (or do not) and are not excluded.</summary>
    private static int[] Select(int[] labels, int[] other, bool stands, ReadOnlySpan<int> excluded)
    {
        Span<int> selected = stackalloc int[labels.Length];
        var count = 0;
        foreach (var label in labels)
        {
            if (other.Contains(label) == stands && !excluded.Contains(label))
            {
                selected[count++] = label;
            }
        }

        return selected[..count].ToArray();
    }

    /// <summary>One order of the groups of labels, and how many elements it copies.</summary>
    private readonly record struct Plan<T>(Labeled<T> A, Labeled<T> B, int[] Batch, int[] Summed, int[] FreeA, int[] FreeB, bool TransposeA, bool TransposeB, long Cost)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>How many elements the result has.</summary>
        public long Length => (long)A.Sizes(Batch).ElementCount * A.Sizes(FreeA).ElementCount * B.Sizes(FreeB).ElementCount;

        public static Plan<T> Create(Labeled<T> a, Labeled<T> b, int[] batch, int[] summed, int[] freeA, int[] freeB)
        {
            var straightA = a.LiesAs([.. batch, .. freeA, .. summed]);
            var transposeA = !straightA && a.LiesAs([.. batch, .. summed, .. freeA]);
            var straightB = b.LiesAs([.. batch, .. summed, .. freeB]);
            var transposeB = !straightB && b.LiesAs([.. batch, .. freeB, .. summed]);
            var cost = (straightA || transposeA ? 0L : a.Value.Length) + (straightB || transposeB ? 0L : b.Value.Length);
            return new Plan<T>(a, b, batch, summed, freeA, freeB, transposeA, transposeB, cost);
        }

        public Labeled<T> Run()
        {
            var shape = A.Sizes(Batch);
            var batch = shape.ElementCount;
            var rows = A.Sizes(FreeA);
            var columns = B.Sizes(FreeB);
            var (m, n, k) = (rows.ElementCount, columns.ElementCount, A.Sizes(Summed).ElementCount);
            var a = A.InOrder(TransposeA ? [.. Batch, .. Summed, .. FreeA] : [.. Batch, .. FreeA, .. Summed]);
            var b = B.InOrder(TransposeB ? [.. Batch, .. FreeB, .. Summed] : [.. Batch, .. Summed, .. FreeB]);
            Tensor<T> product;
            if (k == 1 && (m == 1 || n == 1))
            {
                // Nothing to sum, and a number on one side: matrix products of size 1 would cost a call for each element.
                product = a.ReshapeTo(Shape.Create(batch, m)) * b.ReshapeTo(Shape.Create(batch, n));
            }
            else if (Batch.Length == 0)
            {
                product = a.Reshape(TransposeA ? Shape.Create(k, m) : Shape.Create(m, k))
                    .MatMul(b.Reshape(TransposeB ? Shape.Create(n, k) : Shape.Create(k, n)), TransposeA, TransposeB);
            }
            else
            {
                product = a.Reshape(TransposeA ? Shape.Create(batch, k, m) : Shape.Create(batch, m, k))
                    .MatMul(b.Reshape(TransposeB ? Shape.Create(batch, n, k) : Shape.Create(batch, k, n)), TransposeA, TransposeB);
            }

            return new Labeled<T>(product.ReshapeTo(Shape.Create([.. shape.AsSpan(), .. rows.AsSpan(), .. columns.AsSpan()])), [.. Batch, .. FreeA, .. FreeB]);
        }

        /// <summary>Whether the axes of the result have the order of the kept labels.</summary>
        public bool EndsAs(ReadOnlySpan<int> kept)
        {
            var last = -1;
            foreach (var label in (int[])[.. Batch, .. FreeA, .. FreeB])
            {
                var place = kept.IndexOf(label);
                if (place < last)
                {
                    return false;
                }

                last = place;
            }

            return true;
        }
    }
}
