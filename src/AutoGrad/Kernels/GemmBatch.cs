namespace AutoGrad;

/// <summary>Many matrix products of one size: C[i] = op(A[i]) · op(B[i]) for every index i of the batch axes; an operand with stride 0 on an axis is shared along it, never copied.</summary>
/// <remarks>Every element has the definition of <see cref="Gemm"/>, so neither the joining of rows nor the split over threads can be seen in the bits.</remarks>
internal static unsafe class GemmBatch
{
    // Multiply-adds in one piece of work: several microseconds, many times what handing it over costs.
    private const long PieceLength = 1L << 18;

    /// <summary>
    /// The products over a batch. <paramref name="strideA"/> and <paramref name="strideB"/> say, in elements, how far one step along each batch axis
    /// moves in A and in B; C is dense. The matrices are as in <see cref="Gemm.Multiply{T}(ReadOnlySpan{T}, bool, ReadOnlySpan{T}, bool, Span{T}, int, int, int, ReadOnlySpan{T})"/>.
    /// </summary>
    public static void Multiply<T>(
        ReadOnlySpan<T> a,
        bool transposeA,
        ReadOnlySpan<T> b,
        bool transposeB,
        Span<T> c,
        int m,
        int n,
        int k,
        ReadOnlySpan<int> batch,
        ReadOnlySpan<int> strideA,
        ReadOnlySpan<int> strideB)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        if (c.IsEmpty || k == 0)
        {
            c.Clear();
            return;
        }

        // Where B is shared and the matrices of A follow one another, their rows are the rows of one taller matrix: one product instead of many.
        var rank = batch.Length;
        while (rank > 0 && (batch[rank - 1] == 1 || (!transposeA && strideB[rank - 1] == 0 && strideA[rank - 1] == m * k)))
        {
            m *= batch[--rank];
        }

        LoopNest.Create(out var nest, batch[..rank], strideA[..rank], strideB[..rank]);
        var count = nest.Turns(0);
        KernelErrors.CheckLength("output", (long)count * m * n, c.Length);
        nest.CheckReach(nest.X, ((long)m * k) - 1, a.Length);
        nest.CheckReach(nest.Y, ((long)k * n) - 1, b.Length);
        fixed (T* pa = a, pb = b, pc = c)
        {
            var work = (long)m * n * k;
            var item = new Item<T>(pa, transposeA, pb, transposeB, pc, m, n, k, &nest, (int)Math.Max(1, Math.Min(count, PieceLength / work)), count);
            var pieces = (int)(((long)count + item.Grain - 1) / item.Grain);

            // Products that are large and fewer than the threads could take keep them busy better one after the other, each split inside.
            var splitInside = Gemm.IsWorthSplitting(m, n, k) && count < 2 * Work.MaxThreads;
            if (splitInside || work * count <= 4 * PieceLength)
            {
                for (var piece = 0; piece < pieces; piece++)
                {
                    item.Invoke(piece);
                }
            }
            else
            {
                Work.Run(pieces, item);
            }
        }
    }

    private readonly struct Item<T>(T* a, bool transposeA, T* b, bool transposeB, T* c, int m, int n, int k, LoopNest* nest, int grain, int count) : IWorkItem
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        /// <summary>How many products make one piece.</summary>
        public int Grain => grain;

        public void Invoke(int index)
        {
            var start = index * grain;
            var end = Math.Min(count, start + grain);
            var at = new Odometer(in *nest, 0, start);
            for (var product = start; product < end; product++)
            {
                Gemm.Multiply(
                    new ReadOnlySpan<T>(a + at.X, m * k),
                    transposeA,
                    new ReadOnlySpan<T>(b + at.Y, k * n),
                    transposeB,
                    new Span<T>(c + ((nint)product * m * n), m * n),
                    m,
                    n,
                    k);
                at.Next(in *nest);
            }
        }
    }
}
