using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>softmax(scale Q Kᵀ + mask) V, line by line and block by block: no matrix of scores outlives its block.</summary>
/// <remarks>
/// A block of queries meets the blocks of keys in order; what it has summed so far is scaled down whenever a larger score turns up. Noted for each query are the
/// number taken out of the exponent and the sum of the exponentials, from which backward finds the weights again. Cut by the shape alone.
/// Source: Dao, Fu, Ermon, Rudra and Ré, FlashAttention, NeurIPS 2022; Milakov and Gimelshein, Online normalizer calculation for softmax, 2018.
/// </remarks>
internal static unsafe class AttentionForward
{
    public static void Run<T>(
        in AttentionSizes sizes, ReadOnlySpan<T> queries, ReadOnlySpan<T> keys, ReadOnlySpan<T> values, ReadOnlySpan<T> mask, MaskView view, Span<T> output, Span<T> notes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (sizes.IsEmpty)
        {
            output.Clear();
            notes.Clear();
            return;
        }

        sizes.Query.Check("queries", sizes, sizes.Queries, sizes.Size, queries.Length);
        sizes.Key.Check("keys", sizes, sizes.Keys, sizes.Size, keys.Length);
        sizes.Value.Check("values", sizes, sizes.Keys, sizes.ValueSize, values.Length);
        sizes.Result.Check("result", sizes, sizes.Queries, sizes.ValueSize, output.Length);
        KernelErrors.CheckLength("list of notes", (long)sizes.Lines * sizes.Queries * AttentionSizes.Notes, notes.Length);
        if (!mask.IsEmpty)
        {
            view.Check(sizes, mask.Length);
        }

        fixed (T* q = queries, k = keys, v = values, m = mask, o = output, n = notes)
        {
            var added = new AttentionMask<T>(m, view);
            Run(sizes, new Item<T>(sizes, q, k, v, added, o, n));
        }
    }

    /// <summary>Runs the pieces of all lines.</summary>
    internal static void Run<TItem>(in AttentionSizes sizes, TItem item)
        where TItem : struct, IWorkItem
    {
        int count = sizes.Lines * sizes.Pieces;
        if (sizes.IsWorthSplitting)
        {
            Work.Run(count, item);
            return;
        }

        for (int index = 0; index < count; index++)
        {
            item.Invoke(index);
        }
    }

    /// <summary>One piece of the queries of one line.</summary>
    private readonly struct Item<T>(AttentionSizes sizes, T* queries, T* keys, T* values, AttentionMask<T> mask, T* output, T* notes) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly AttentionSizes sizes = sizes;
        private readonly AttentionMask<T> mask = mask;

        public void Invoke(int index)
        {
            (int line, int piece) = Math.DivRem(index, sizes.Pieces);
            (int batch, int head) = Math.DivRem(line, sizes.Heads);
            T* q = queries + sizes.Query.Start(batch, head);
            T* k = keys + sizes.Key.Start(batch, head);
            T* v = values + sizes.Value.Start(batch, head);
            int pitch = GemmTiles.RoundUp(Math.Min(sizes.Keys, AttentionSizes.KeyBlock), GemmStridedTile<T>.Columns);
            int keysLength = AttentionTiles<T>.PanelsLength(sizes.Size, sizes.Keys);
            int valuesLength = AttentionTiles<T>.PanelsLength(sizes.Keys, sizes.ValueSize);
            int productLength = sizes.Keys <= AttentionSizes.KeyBlock ? 0 : sizes.QueryBlock * sizes.ValueSize;
            using var scratch = new Scratch<T>(
                checked(keysLength + valuesLength + (sizes.QueryBlock * pitch) + productLength + sizes.QueryBlock + AttentionTiles<T>.EdgeLength));
            fixed (T* start = scratch)
            {
                var space = default(Space<T>);
                space.Edge = start;
                space.Keys = space.Edge + AttentionTiles<T>.EdgeLength;
                space.Values = space.Keys + keysLength;
                space.Scores = space.Values + valuesLength;
                space.Pitch = pitch;
                space.Product = space.Scores + ((nint)sizes.QueryBlock * pitch);
                space.Factors = space.Product + productLength;
                space.Mask = mask.Line(line);
                AttentionTiles<T>.Pack(k, sizes.Key.RowStride, transposed: true, sizes.Size, sizes.Keys, T.CreateTruncating(sizes.Scale), space.Keys);
                AttentionTiles<T>.Pack(v, sizes.Value.RowStride, transposed: false, sizes.Keys, sizes.ValueSize, T.One, space.Values);
                int end = Math.Min(sizes.Queries, (piece + 1) * sizes.PieceLength);
                for (int query = piece * sizes.PieceLength; query < end; query += sizes.QueryBlock)
                {
                    T* o = output + sizes.Result.Start(batch, head) + ((nint)query * sizes.Result.RowStride);
                    T* n = notes + ((((nint)line * sizes.Queries) + query) * AttentionSizes.Notes);
                    Block(q + ((nint)query * sizes.Query.RowStride), query, Math.Min(sizes.QueryBlock, end - query), space, o, n);
                }
            }
        }

        private void Block(T* q, int query, int rows, Space<T> space, T* output, T* noted)
        {
            for (int key = 0; key < sizes.Keys; key += AttentionSizes.KeyBlock)
            {
                if (sizes.IsCausal && key > query + rows - 1)
                {
                    break;
                }

                int count = Math.Min(AttentionSizes.KeyBlock, sizes.Keys - key);
                AttentionTiles<T>.Multiply(
                    rows,
                    GemmTiles.RoundUp(count, GemmStridedTile<T>.Columns),
                    sizes.Size,
                    q,
                    sizes.Query.RowStride,
                    1,
                    space.Keys + ((nint)key * sizes.Size),
                    (nint)sizes.Size * GemmStridedTile<T>.Columns,
                    space.Scores,
                    space.Pitch,
                    false,
                    space.Edge);
                for (int row = 0; row < rows; row++)
                {
                    space.Factors[row] = Exponentials(space, query + row, key, count, space.Scores + ((nint)row * space.Pitch), noted + (row * AttentionSizes.Notes));
                }

                Weigh(rows, key, count, space, output);
            }

            for (int row = 0; row < rows; row++)
            {
                T sum = noted[(row * AttentionSizes.Notes) + 1];
                T* result = output + ((nint)row * sizes.Result.RowStride);
                if (sum == T.Zero)
                {
                    new Span<T>(result, sizes.ValueSize).Clear();
                }
                else
                {
                    AttentionTiles<T>.Scale(result, sizes.ValueSize, T.One / sum);
                }
            }
        }

        /// <summary>Turns a row of scores into exponentials and brings its notes up to date; returns by how much what was summed before shrinks.</summary>
        private T Exponentials(Space<T> space, int query, int key, int count, T* scores, T* noted)
        {
            int seen = sizes.Visible(query, key, count);
            mask.AddTo(scores, space.Mask, query, key, seen);
            T max = Fold.Run(new MaxFold<T>(), new ReadOnlySpan<T>(scores, seen));
            (T before, T sum) = key == 0 ? (T.NegativeInfinity, T.Zero) : (noted[0], noted[1]);
            max = key > 0 && sum != T.Zero ? T.Max(max, before) : max;

            // Of a row of nothing but -inf none is taken out: inf - inf would be NaN.
            T shift = max == T.NegativeInfinity ? T.Zero : max;
            T factor = sum == T.Zero ? T.Zero : RowMath.Exp(before - shift);
            sum = (sum * factor) + RowExponentials.Store(scores, seen, shift, scores);
            new Span<T>(scores + seen, count - seen).Clear();
            (noted[0], noted[1]) = (shift, sum);
            return factor;
        }

        /// <summary>Adds the block's exponentials times its values to the result.</summary>
        private void Weigh(int rows, int key, int count, Space<T> space, T* output)
        {
            T* target = key == 0 ? output : space.Product;
            nint pitch = key == 0 ? sizes.Result.RowStride : sizes.ValueSize;
            AttentionTiles<T>.Multiply(
                rows,
                sizes.ValueSize,
                count,
                space.Scores,
                space.Pitch,
                1,
                space.Values + ((nint)key * GemmStridedTile<T>.Columns),
                (nint)sizes.Keys * GemmStridedTile<T>.Columns,
                target,
                pitch,
                false,
                space.Edge);
            for (int row = 0; row < rows && key > 0; row++)
            {
                T* sums = output + ((nint)row * sizes.Result.RowStride);
                ElementLoop.Zip(
                    new Rescaled<T>(space.Factors[row]), new DenseOperand<T>(sums), new DenseOperand<T>(space.Product + ((nint)row * pitch)), sums, sizes.ValueSize);
            }
        }
    }

    /// <summary>The scratch of one piece.</summary>
    private struct Space<T>
        where T : unmanaged
    {
        internal T* Edge;
        internal T* Keys;
        internal T* Values;
        internal T* Scores;
        internal int Pitch;
        internal T* Product;
        internal T* Factors;
        internal T* Mask;
    }

    /// <summary>x Factor + y.</summary>
    private readonly record struct Rescaled<T>(T Factor) : IZipKernel<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke(T x, T y) => (x * Factor) + y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => (x * Vector512.Create(Factor)) + y;
    }
}
