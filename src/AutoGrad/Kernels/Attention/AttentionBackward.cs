using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The cotangents of queries, keys and values, from the forward pass's result and notes: the weights are computed again, block by block.</summary>
/// <remarks>
/// With P the weights and G the result's cotangent: dV = Pᵀ G, dP = G Vᵀ, dS = P ∘ (dP - rowsum(G ∘ O)), dQ = scale dS K, dK = scale dSᵀ Q. Where few lines are cut
/// into pieces, each piece has sums of its own for keys and values, added in order afterwards. Cut by the shape alone.
/// Source: Dao, Fu, Ermon, Rudra and Ré, FlashAttention, NeurIPS 2022, section 3.
/// </remarks>
internal static unsafe class AttentionBackward
{
    /// <param name="sizes">The sizes; the views of queries, keys and values hold for their cotangents too.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="values">The values.</param>
    /// <param name="mask">What was added to the scores, if anything.</param>
    /// <param name="view">How the mask is broadcast.</param>
    /// <param name="cotangent">The result's cotangent.</param>
    /// <param name="output">The result.</param>
    /// <param name="notes">What forward noted.</param>
    /// <param name="queryResult">The cotangent of the queries.</param>
    /// <param name="keyResult">The cotangent of the keys.</param>
    /// <param name="valueResult">The cotangent of the values.</param>
    public static void Run<T>(
        in AttentionSizes sizes,
        ReadOnlySpan<T> queries,
        ReadOnlySpan<T> keys,
        ReadOnlySpan<T> values,
        ReadOnlySpan<T> mask,
        MaskView view,
        ReadOnlySpan<T> cotangent,
        ReadOnlySpan<T> output,
        ReadOnlySpan<T> notes,
        Span<T> queryResult,
        Span<T> keyResult,
        Span<T> valueResult)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (sizes.IsEmpty)
        {
            queryResult.Clear();
            keyResult.Clear();
            valueResult.Clear();
            return;
        }

        sizes.Query.Check("queries", sizes, sizes.Queries, sizes.Size, Math.Min(queries.Length, queryResult.Length));
        sizes.Key.Check("keys", sizes, sizes.Keys, sizes.Size, Math.Min(keys.Length, keyResult.Length));
        sizes.Value.Check("values", sizes, sizes.Keys, sizes.ValueSize, Math.Min(values.Length, valueResult.Length));
        sizes.Result.Check("result", sizes, sizes.Queries, sizes.ValueSize, Math.Min(cotangent.Length, output.Length));
        KernelErrors.CheckLength("list of notes", (long)sizes.Lines * sizes.Queries * AttentionSizes.Notes, notes.Length);
        if (!mask.IsEmpty)
        {
            view.Check(sizes, mask.Length);
        }

        using var scratch = new Scratch<T>(sizes.Pieces == 1 ? 0 : checked(sizes.Lines * sizes.Pieces * sizes.Keys * (sizes.Size + sizes.ValueSize)));
        fixed (T* q = queries, k = keys, v = values, m = mask, g = cotangent, o = output, n = notes, dq = queryResult, dk = keyResult, dv = valueResult, sums = scratch)
        {
            var added = new AttentionMask<T>(m, view);
            var operands = new Triple<T>(q, k, v);
            var results = new Triple<T>(dq, dk, dv);
            AttentionForward.Run(sizes, new Item<T>(sizes, operands, added, g, o, n, results, sums));

            for (int line = 0; line < sizes.Lines && sizes.Pieces > 1; line++)
            {
                Gather(sizes, line, sums, results);
            }
        }
    }

    /// <summary>Adds the pieces' cotangents of one line's keys and values, in order.</summary>
    private static void Gather<T>(in AttentionSizes sizes, int line, T* partial, in Triple<T> results)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int batch, int head) = Math.DivRem(line, sizes.Heads);
        int width = sizes.Size + sizes.ValueSize;
        nint length = (nint)sizes.Keys * width;
        T* first = partial + (line * sizes.Pieces * length);
        for (int piece = 1; piece < sizes.Pieces; piece++)
        {
            Add(first, first + (piece * length), length);
        }

        for (int key = 0; key < sizes.Keys; key++)
        {
            T* dk = results.Keys + sizes.Key.Start(batch, head) + ((nint)key * sizes.Key.RowStride);
            T* dv = results.Values + sizes.Value.Start(batch, head) + ((nint)key * sizes.Value.RowStride);
            new ReadOnlySpan<T>(first + ((nint)key * sizes.Size), sizes.Size).CopyTo(new Span<T>(dk, sizes.Size));
            new ReadOnlySpan<T>(first + ((nint)sizes.Keys * sizes.Size) + ((nint)key * sizes.ValueSize), sizes.ValueSize).CopyTo(new Span<T>(dv, sizes.ValueSize));
        }
    }

    private static void Add<T>(T* target, T* addend, nint length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (nint start = 0; start < length; start += Chunks.Length)
        {
            int size = (int)Math.Min(Chunks.Length, length - start);
            Gemm.AddTo(new Span<T>(target + start, size), new ReadOnlySpan<T>(addend + start, size));
        }
    }

    /// <summary>Queries, keys and values, or their cotangents.</summary>
    private readonly struct Triple<T>(T* queries, T* keys, T* values)
        where T : unmanaged
    {
        public T* Queries => queries;

        public T* Keys => keys;

        public T* Values => values;
    }

    /// <summary>One piece of the queries of one line.</summary>
    private readonly struct Item<T>(
        AttentionSizes sizes, Triple<T> operands, AttentionMask<T> mask, T* cotangent, T* output, T* notes, Triple<T> results, T* partial) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly AttentionSizes sizes = sizes;
        private readonly AttentionMask<T> mask = mask;

        public void Invoke(int index)
        {
            (int line, int piece) = Math.DivRem(index, sizes.Pieces);
            (int batch, int head) = Math.DivRem(line, sizes.Heads);
            T* k = operands.Keys + sizes.Key.Start(batch, head);
            T* v = operands.Values + sizes.Value.Start(batch, head);
            int pitch = GemmTiles.RoundUp(Math.Min(sizes.Keys, AttentionSizes.KeyBlock), GemmStridedTile<T>.Columns);
            int keyColumns = AttentionTiles<T>.PanelsLength(sizes.Size, sizes.Keys);
            int keyRows = AttentionTiles<T>.PanelsLength(sizes.Keys, sizes.Size);
            int valueColumns = AttentionTiles<T>.PanelsLength(sizes.ValueSize, sizes.Keys);
            int queryRows = AttentionTiles<T>.PanelsLength(sizes.QueryBlock, sizes.Size);
            int cotangentRows = AttentionTiles<T>.PanelsLength(sizes.QueryBlock, sizes.ValueSize);
            using var scratch = new Scratch<T>(checked(
                keyColumns + keyRows + valueColumns + queryRows + cotangentRows + (2 * sizes.QueryBlock * pitch) + sizes.QueryBlock + AttentionTiles<T>.EdgeLength));
            fixed (T* start = scratch)
            {
                var space = default(Space<T>);
                space.Edge = start;
                space.KeyColumns = space.Edge + AttentionTiles<T>.EdgeLength;
                space.KeyRows = space.KeyColumns + keyColumns;
                space.ValueColumns = space.KeyRows + keyRows;
                space.QueryRows = space.ValueColumns + valueColumns;
                space.CotangentRows = space.QueryRows + queryRows;
                space.Weights = space.CotangentRows + cotangentRows;
                space.Slopes = space.Weights + ((nint)sizes.QueryBlock * pitch);
                space.Pitch = pitch;
                space.Means = space.Slopes + ((nint)sizes.QueryBlock * pitch);
                space.Mask = mask.Line(line);
                space.KeyPitch = sizes.Pieces == 1 ? sizes.Key.RowStride : sizes.Size;
                space.ValuePitch = sizes.Pieces == 1 ? sizes.Value.RowStride : sizes.ValueSize;
                T* sums = partial + ((nint)index * sizes.Keys * (sizes.Size + sizes.ValueSize));
                space.KeySums = sizes.Pieces == 1 ? results.Keys + sizes.Key.Start(batch, head) : sums;
                space.ValueSums = sizes.Pieces == 1 ? results.Values + sizes.Value.Start(batch, head) : sums + ((nint)sizes.Keys * sizes.Size);
                T scale = T.CreateTruncating(sizes.Scale);
                AttentionTiles<T>.Pack(k, sizes.Key.RowStride, transposed: true, sizes.Size, sizes.Keys, scale, space.KeyColumns);
                AttentionTiles<T>.Pack(k, sizes.Key.RowStride, transposed: false, sizes.Keys, sizes.Size, scale, space.KeyRows);
                AttentionTiles<T>.Pack(v, sizes.Value.RowStride, transposed: true, sizes.ValueSize, sizes.Keys, T.One, space.ValueColumns);
                int first = piece * sizes.PieceLength;
                int end = Math.Min(sizes.Queries, first + sizes.PieceLength);
                for (int query = first; query < end; query += sizes.QueryBlock)
                {
                    Block(line, first, query, Math.Min(sizes.QueryBlock, end - query), space);
                }

                ClearUnseen(Math.Max(0, end), space);
            }
        }

        private void Block(int line, int first, int query, int rows, Space<T> space)
        {
            (int batch, int head) = Math.DivRem(line, sizes.Heads);
            nint queryStart = sizes.Query.Start(batch, head) + ((nint)query * sizes.Query.RowStride);
            nint resultStart = sizes.Result.Start(batch, head) + ((nint)query * sizes.Result.RowStride);
            T* q = operands.Queries + queryStart;
            T* g = cotangent + resultStart;
            T* noted = notes + ((((nint)line * sizes.Queries) + query) * AttentionSizes.Notes);
            AttentionTiles<T>.Pack(q, sizes.Query.RowStride, transposed: false, rows, sizes.Size, T.CreateTruncating(sizes.Scale), space.QueryRows);
            AttentionTiles<T>.Pack(g, sizes.Result.RowStride, transposed: false, rows, sizes.ValueSize, T.One, space.CotangentRows);
            for (int row = 0; row < rows; row++)
            {
                nint at = (nint)row * sizes.Result.RowStride;
                space.Means[row] = Fold.Run(new DotFold<T>(), new ReadOnlySpan<T>(g + at, sizes.ValueSize), new ReadOnlySpan<T>(output + resultStart + at, sizes.ValueSize));
            }

            for (int key = 0; key < sizes.Keys; key += AttentionSizes.KeyBlock)
            {
                if (sizes.IsCausal && key > query + rows - 1)
                {
                    break;
                }

                int count = Math.Min(AttentionSizes.KeyBlock, sizes.Keys - key);
                Slopes(q, g, query, rows, key, count, space, noted);

                // Whether a block of queries before this one has begun the sums.
                bool accumulate = query > first && (!sizes.IsCausal || query - 1 >= key);
                Product(count, sizes.ValueSize, rows, space.Weights, 1, space.Pitch, space.CotangentRows, rows, space.ValueSums + (key * space.ValuePitch), space.ValuePitch, accumulate, space);
                Product(count, sizes.Size, rows, space.Slopes, 1, space.Pitch, space.QueryRows, rows, space.KeySums + (key * space.KeyPitch), space.KeyPitch, accumulate, space);
                Product(
                    rows, sizes.Size, count, space.Slopes, space.Pitch, 1, space.KeyRows + ((nint)key * GemmStridedTile<T>.Columns), sizes.Keys, results.Queries + queryStart, sizes.Query.RowStride, key > 0, space);
            }
        }

        /// <summary>The weights P of a block and the cotangents dS of its scores.</summary>
        private void Slopes(T* q, T* g, int query, int rows, int key, int count, Space<T> space, T* noted)
        {
            int padded = GemmTiles.RoundUp(count, GemmStridedTile<T>.Columns);
            Product(rows, padded, sizes.Size, q, sizes.Query.RowStride, 1, space.KeyColumns + ((nint)key * sizes.Size), sizes.Size, space.Weights, space.Pitch, false, space);
            Product(rows, padded, sizes.ValueSize, g, sizes.Result.RowStride, 1, space.ValueColumns + ((nint)key * sizes.ValueSize), sizes.ValueSize, space.Slopes, space.Pitch, false, space);
            for (int row = 0; row < rows; row++)
            {
                T* weights = space.Weights + ((nint)row * space.Pitch);
                T* slopes = space.Slopes + ((nint)row * space.Pitch);
                int seen = sizes.Visible(query + row, key, count);
                mask.AddTo(weights, space.Mask, query + row, key, seen);
                T sum = noted[(row * AttentionSizes.Notes) + 1];
                _ = RowExponentials.Store(weights, seen, noted[row * AttentionSizes.Notes], sum == T.Zero ? T.Zero : T.One / sum, T.Zero, weights);
                ElementLoop.Zip(new Deviation(space.Means[row]), new DenseOperand<T>(slopes), new DenseOperand<T>(weights), slopes, seen);
                new Span<T>(weights + seen, count - seen).Clear();
                new Span<T>(slopes + seen, count - seen).Clear();
            }
        }

        /// <summary>Keys that no query of the piece sees have no cotangent.</summary>
        private void ClearUnseen(int end, Space<T> space)
        {
            int unseen = sizes.IsCausal ? Math.Min(sizes.Keys, GemmTiles.RoundUp(end, AttentionSizes.KeyBlock)) : sizes.Keys;
            for (int key = unseen; key < sizes.Keys; key++)
            {
                new Span<T>(space.KeySums + (key * space.KeyPitch), sizes.Size).Clear();
                new Span<T>(space.ValueSums + (key * space.ValuePitch), sizes.ValueSize).Clear();
            }
        }

        private static void Product(
            int rows, int columns, int depth, T* a, nint rowStrideA, nint columnStrideA, T* panels, int panelDepth, T* c, nint rowStrideC, bool accumulate, Space<T> space) =>
            AttentionTiles<T>.Multiply(
                rows, columns, depth, a, rowStrideA, columnStrideA, panels, (nint)panelDepth * GemmStridedTile<T>.Columns, c, rowStrideC, accumulate, space.Edge);

        /// <summary>y (x - Mean).</summary>
        private readonly record struct Deviation(T Mean) : IZipKernel<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public T Invoke(T x, T y) => y * (x - Mean);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => y * (x - Vector512.Create(Mean));
        }
    }

    /// <summary>The scratch of one piece, and where its sums for keys and values go.</summary>
    private struct Space<T>
        where T : unmanaged
    {
        internal T* Edge;
        internal T* KeyColumns;
        internal T* KeyRows;
        internal T* ValueColumns;
        internal T* QueryRows;
        internal T* CotangentRows;
        internal T* Weights;
        internal T* Slopes;
        internal int Pitch;
        internal T* Means;
        internal T* Mask;
        internal T* KeySums;
        internal nint KeyPitch;
        internal T* ValueSums;
        internal nint ValuePitch;
    }
}
