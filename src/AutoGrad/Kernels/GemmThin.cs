using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Matrix products of few rows, which read each element of B a few times only: memory sets their speed, not arithmetic.</summary>
/// <remarks>The bits are those of the packed path.</remarks>
internal static unsafe class GemmThin
{
    /// <summary>The most rows that <see cref="Rows"/> takes.</summary>
    internal const int MaxRows = 8;

    // In floats, eight rows of b of this width fill 16 KiB and the sums of eight rows as much: together a usual first-level cache.
    private const int ChunkColumns = 512;
    private const int Steps = 8;

    // Columns in a piece of work: enough to stream, and a multiple of the columns kept at once.
    private const int RowsPiece = 2 * ChunkColumns;
    private const int DotsPiece = 64;

    /// <summary>C = A·B for at most <see cref="MaxRows"/> rows and B in [k, n] order, over all cores if it is worth it.</summary>
    internal static void SplitRows<T>(T* a, nint rowStrideA, nint columnStrideA, T* b, T* c, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Gemm.IsWorthSplitting(m, n, k))
        {
            var pieces = new RowPieces<T> { A = a, RowStrideA = rowStrideA, ColumnStrideA = columnStrideA, B = b, C = c, M = m, N = n, K = k };
            Work.Run((n + RowsPiece - 1) / RowsPiece, pieces);
        }
        else
        {
            Rows(a, rowStrideA, columnStrideA, b, c, m, n, k, 0, n);
        }
    }

    /// <summary>C = a·b, the product of a column and a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Outer<T>(T* a, T* b, T* c, int m, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint whole = n & -Vector512<T>.Count;
        for (int i = 0; i < m; i++)
        {
            // A sum from 0 as on all paths: it is never -0.
            var x = Vector512.Create(a[i]);
            for (nint j = 0; j < whole; j += Vector512<T>.Count)
            {
                Fused.MultiplyAdd(x, Vector512.Load(b + j), Vector512<T>.Zero).Store(c + j);
            }

            if (whole < n)
            {
                PartialVector.Store(c + whole, n - whole, Fused.MultiplyAdd(x, PartialVector.Load(b + whole, n - whole, default), Vector512<T>.Zero));
            }

            c += n;
        }
    }

    /// <summary>The row c = a·Bᵀ for B in [n, k] order, over all cores if it is worth it.</summary>
    internal static void SplitDots<T>(T* a, T* b, T* c, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Gemm.IsWorthSplitting(1, n, k))
        {
            Work.Run((n + DotsPiece - 1) / DotsPiece, new DotPieces<T> { A = a, B = b, C = c, N = n, K = k });
        }
        else
        {
            Dots(a, b, c, k, 0, n);
        }
    }

    /// <summary>C = A·B for B in [k, n] order: its rows stream through once, the sums of C stay in the first-level cache.</summary>
    /// <remarks>Eight steps of k a visit, so that one load and one store of a sum serve eight multiply-adds.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static void Rows<T>(T* a, nint rowStrideA, nint columnStrideA, T* b, T* c, int m, int n, int k, int firstColumn, int endColumn)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* sums = stackalloc T[MaxRows * ChunkColumns];
        for (int j = firstColumn; j < endColumn; j += ChunkColumns)
        {
            int width = Math.Min(ChunkColumns, endColumn - j);
            for (int block = 0; block < k; block += Gemm.BlockDepth)
            {
                int blockEnd = Math.Min(k, block + Gemm.BlockDepth);
                new Span<T>(sums, m * width).Clear();
                for (int p = block; p < blockEnd; p += Steps)
                {
                    int steps = Math.Min(Steps, blockEnd - p);
                    T* rowsOfB = b + ((nint)p * n) + j;
                    for (int i = 0; i < m; i++)
                    {
                        T* x = a + (i * rowStrideA) + (p * columnStrideA);
                        T* row = sums + (i * width);
                        if (steps == Steps)
                        {
                            AddEightSteps(x, columnStrideA, rowsOfB, n, row, width);
                        }
                        else
                        {
                            for (int step = 0; step < steps; step++)
                            {
                                AddStep(x[step * columnStrideA], rowsOfB + ((nint)step * n), row, width);
                            }
                        }
                    }
                }

                for (int i = 0; i < m; i++)
                {
                    var row = new ReadOnlySpan<T>(sums + (i * width), width);
                    var target = new Span<T>(c + ((nint)i * n) + j, width);
                    if (block == 0)
                    {
                        row.CopyTo(target);
                    }
                    else
                    {
                        Gemm.AddTo(target, row);
                    }
                }
            }
        }
    }

    /// <summary>One row of C = a·Bᵀ for B in [n, k] order and a dense row a: each element is a dot of two dense rows.</summary>
    /// <remarks>
    /// A dot in the order of k is a chain, and a chain waits for its own last multiply-add: a vector of rows of B at a time makes as many
    /// chains. The last rows are moved back inside the matrix and write some elements twice, with the same bits.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Dots<T>(T* a, T* b, T* c, int k, int firstColumn, int endColumn)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int j = firstColumn;
        int count = endColumn - firstColumn;
        if (Columns.Has512Bits && k >= Vector128<T>.Count && count >= Vector512<T>.Count)
        {
            for (; j < endColumn; j += Vector512<T>.Count)
            {
                int column = Math.Min(j, endColumn - Vector512<T>.Count);
                DotsOfLanes<T, Lanes512<T>>(a, b + ((nint)column * k), c + column, k);
            }
        }
        else if (Columns.Has256Bits && k >= Vector128<T>.Count && count >= Vector256<T>.Count)
        {
            for (; j < endColumn; j += Vector256<T>.Count)
            {
                int column = Math.Min(j, endColumn - Vector256<T>.Count);
                DotsOfLanes<T, Lanes256<T>>(a, b + ((nint)column * k), c + column, k);
            }
        }
        else if (count >= 8)
        {
            for (; j < endColumn; j += 8)
            {
                int column = Math.Min(j, endColumn - 8);
                EightDots(a, b + ((nint)column * k), c + column, k);
            }
        }
        else
        {
            for (; j < endColumn; j++)
            {
                c[j] = Dot(a, b + ((nint)j * k), k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Dot<T>(T* a, T* b, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T total = default;
        int block = 0;
        for (; block + (8 * Gemm.BlockDepth) <= k; block += 8 * Gemm.BlockDepth)
        {
            total = EightBlocks(a + block, b + block, total, first: block == 0);
        }

        for (; block < k; block += Gemm.BlockDepth)
        {
            int blockEnd = Math.Min(k, block + Gemm.BlockDepth);
            T sum = default;
            for (int p = block; p < blockEnd; p++)
            {
                sum = T.FusedMultiplyAdd(a[p], b[p], sum);
            }

            total = block == 0 ? sum : total + sum;
        }

        return total;
    }

    /// <summary>The sum of a dot's next eight blocks on top of those before: blocks are chains that do not wait for one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T EightBlocks<T>(T* a, T* b, T total, bool first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (nint p = 0; p < Gemm.BlockDepth; p++)
        {
            s0 = T.FusedMultiplyAdd(a[p], b[p], s0);
            s1 = T.FusedMultiplyAdd(a[p + Gemm.BlockDepth], b[p + Gemm.BlockDepth], s1);
            s2 = T.FusedMultiplyAdd(a[p + (2 * Gemm.BlockDepth)], b[p + (2 * Gemm.BlockDepth)], s2);
            s3 = T.FusedMultiplyAdd(a[p + (3 * Gemm.BlockDepth)], b[p + (3 * Gemm.BlockDepth)], s3);
            s4 = T.FusedMultiplyAdd(a[p + (4 * Gemm.BlockDepth)], b[p + (4 * Gemm.BlockDepth)], s4);
            s5 = T.FusedMultiplyAdd(a[p + (5 * Gemm.BlockDepth)], b[p + (5 * Gemm.BlockDepth)], s5);
            s6 = T.FusedMultiplyAdd(a[p + (6 * Gemm.BlockDepth)], b[p + (6 * Gemm.BlockDepth)], s6);
            s7 = T.FusedMultiplyAdd(a[p + (7 * Gemm.BlockDepth)], b[p + (7 * Gemm.BlockDepth)], s7);
        }

        total = first ? s0 : total + s0;
        return total + s1 + s2 + s3 + s4 + s5 + s6 + s7;
    }

    /// <summary>Dots with as many rows of B as a register has lanes, for k of at least a block of 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void DotsOfLanes<T, TLanes>(T* a, T* b, T* c, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TLanes, T>
    {
        int step = Vector128<T>.Count;
        for (int block = 0; block < k; block += Gemm.BlockDepth)
        {
            int blockEnd = Math.Min(k, block + Gemm.BlockDepth);
            TLanes sum = default;
            int p = block;
            for (; p + step <= blockEnd; p += step)
            {
                Columns.Load(b + p, k, out TLanes first, out TLanes second, out TLanes third, out TLanes fourth);
                sum = TLanes.MultiplyAdd(TLanes.Repeat(a[p]), first, sum);
                sum = TLanes.MultiplyAdd(TLanes.Repeat(a[p + 1]), second, sum);
                if (step == 4)
                {
                    sum = TLanes.MultiplyAdd(TLanes.Repeat(a[p + 2]), third, sum);
                    sum = TLanes.MultiplyAdd(TLanes.Repeat(a[p + 3]), fourth, sum);
                }
            }

            if (p < blockEnd)
            {
                // The last columns, of which some were added already.
                Columns.Load(b + blockEnd - step, k, out TLanes first, out TLanes second, out TLanes third, out TLanes fourth);
                int rest = blockEnd - p;
                if (step == 4)
                {
                    sum = rest > 2 ? TLanes.MultiplyAdd(TLanes.Repeat(a[blockEnd - 3]), second, sum) : sum;
                    sum = rest > 1 ? TLanes.MultiplyAdd(TLanes.Repeat(a[blockEnd - 2]), third, sum) : sum;
                    second = fourth;
                }

                sum = TLanes.MultiplyAdd(TLanes.Repeat(a[blockEnd - 1]), second, sum);
            }

            (block == 0 ? sum : TLanes.Load(c) + sum).Store(c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void EightDots<T>(T* a, T* b0, T* c, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* b1 = b0 + k, b2 = b1 + k, b3 = b2 + k, b4 = b3 + k, b5 = b4 + k, b6 = b5 + k, b7 = b6 + k;
        for (int block = 0; block < k; block += Gemm.BlockDepth)
        {
            nint blockEnd = Math.Min(k, block + Gemm.BlockDepth);
            T s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (nint p = block; p < blockEnd; p++)
            {
                T x = a[p];
                s0 = T.FusedMultiplyAdd(x, b0[p], s0);
                s1 = T.FusedMultiplyAdd(x, b1[p], s1);
                s2 = T.FusedMultiplyAdd(x, b2[p], s2);
                s3 = T.FusedMultiplyAdd(x, b3[p], s3);
                s4 = T.FusedMultiplyAdd(x, b4[p], s4);
                s5 = T.FusedMultiplyAdd(x, b5[p], s5);
                s6 = T.FusedMultiplyAdd(x, b6[p], s6);
                s7 = T.FusedMultiplyAdd(x, b7[p], s7);
            }

            bool first = block == 0;
            c[0] = first ? s0 : c[0] + s0;
            c[1] = first ? s1 : c[1] + s1;
            c[2] = first ? s2 : c[2] + s2;
            c[3] = first ? s3 : c[3] + s3;
            c[4] = first ? s4 : c[4] + s4;
            c[5] = first ? s5 : c[5] + s5;
            c[6] = first ? s6 : c[6] + s6;
            c[7] = first ? s7 : c[7] + s7;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddEightSteps<T>(T* x, nint stride, T* b, nint n, T* sums, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T x0 = x[0], x1 = x[stride], x2 = x[2 * stride], x3 = x[3 * stride];
        T x4 = x[4 * stride], x5 = x[5 * stride], x6 = x[6 * stride], x7 = x[7 * stride];
        Vector256<T> v0 = Vector256.Create(x0), v1 = Vector256.Create(x1), v2 = Vector256.Create(x2), v3 = Vector256.Create(x3);
        Vector256<T> v4 = Vector256.Create(x4), v5 = Vector256.Create(x5), v6 = Vector256.Create(x6), v7 = Vector256.Create(x7);
        T* b3 = b + (3 * n), b6 = b3 + (3 * n);
        nint j = 0;
        for (; j + Vector256<T>.Count <= width; j += Vector256<T>.Count)
        {
            var s = Vector256.Load(sums + j);
            s = Fused.MultiplyAdd(v0, Vector256.Load(b + j), s);
            s = Fused.MultiplyAdd(v1, Vector256.Load(b + n + j), s);
            s = Fused.MultiplyAdd(v2, Vector256.Load(b + (2 * n) + j), s);
            s = Fused.MultiplyAdd(v3, Vector256.Load(b3 + j), s);
            s = Fused.MultiplyAdd(v4, Vector256.Load(b3 + n + j), s);
            s = Fused.MultiplyAdd(v5, Vector256.Load(b3 + (2 * n) + j), s);
            s = Fused.MultiplyAdd(v6, Vector256.Load(b6 + j), s);
            s = Fused.MultiplyAdd(v7, Vector256.Load(b6 + n + j), s);
            s.Store(sums + j);
        }

        for (; j < width; j++)
        {
            T s = sums[j];
            s = T.FusedMultiplyAdd(x0, b[j], s);
            s = T.FusedMultiplyAdd(x1, b[n + j], s);
            s = T.FusedMultiplyAdd(x2, b[(2 * n) + j], s);
            s = T.FusedMultiplyAdd(x3, b3[j], s);
            s = T.FusedMultiplyAdd(x4, b3[n + j], s);
            s = T.FusedMultiplyAdd(x5, b3[(2 * n) + j], s);
            s = T.FusedMultiplyAdd(x6, b6[j], s);
            sums[j] = T.FusedMultiplyAdd(x7, b6[n + j], s);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddStep<T>(T x, T* b, T* sums, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var v = Vector256.Create(x);
        nint j = 0;
        for (; j + Vector256<T>.Count <= width; j += Vector256<T>.Count)
        {
            Fused.MultiplyAdd(v, Vector256.Load(b + j), Vector256.Load(sums + j)).Store(sums + j);
        }

        for (; j < width; j++)
        {
            sums[j] = T.FusedMultiplyAdd(x, b[j], sums[j]);
        }
    }

    private struct RowPieces<T> : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        internal T* A;
        internal nint RowStrideA;
        internal nint ColumnStrideA;
        internal T* B;
        internal T* C;
        internal int M;
        internal int N;
        internal int K;

        public readonly void Invoke(int index) =>
            Rows(A, RowStrideA, ColumnStrideA, B, C, M, N, K, index * RowsPiece, Math.Min(N, (index + 1) * RowsPiece));
    }

    private struct DotPieces<T> : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        internal T* A;
        internal T* B;
        internal T* C;
        internal int N;
        internal int K;

        public readonly void Invoke(int index) =>
            Dots(A, B, C, K, index * DotsPiece, Math.Min(N, (index + 1) * DotsPiece));
    }
}
