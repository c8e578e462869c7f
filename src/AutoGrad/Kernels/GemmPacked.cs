using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>The packed, blocked matrix product: for big shapes, on all cores.</summary>
/// <remarks>
/// B is packed once into shared scratch, as much of it as the third-level cache holds; then pieces of C, each some rows by some columns,
/// go through the blocks of k in order, pack their rows of A and run the tiles. So two waits for other threads are all there is.
/// The pieces are cut by shape alone. A panel of B stays in the first-level cache, a block of A and the piece of C in the second.
/// Source: K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008); F. Van Zee, R. van de Geijn, "BLIS" (2015).
/// </remarks>
internal static unsafe class GemmPacked
{
    // Elements of B packed at once: 5.9 MB of floats.
    private const int PackedElements = PieceColumns * LongestDepth;
    private const int LongestDepth = 8 * Gemm.BlockDepth;

    // A multiple of every tile's columns (8, 12, 16, 24, 48).
    private const int PieceColumns = 480;

    // Elements of a block of A: 147 KB of floats or 295 KB of doubles, within a second-level cache of 512 KiB beside a panel of B and the rows of C.
    private const int PieceElements = 96 * Gemm.BlockDepth;

    // A common multiple of the tiles' rows (4, 6, 8).
    private const int RowStep = 24;

    // Fewer pieces than this leave cores idle at the end; pieces below two row steps repack B's neighbours too often.
    private const int WantedPieces = 16;

    /// <summary>C = A·B, then bias (null for none) added to each row. Rows of B as it lies are <paramref name="strideB"/> apart; C is dense.</summary>
    internal static void Multiply<T, TTile>(
        T* a, nint rowStrideA, nint columnStrideA, T* b, nint strideB, bool transposeB, T* c, int m, int n, int k, T* bias)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmTile<T>
    {
        bool parallel = Gemm.IsWorthSplitting(m, n, k);
        int longest = Math.Min(k, LongestDepth);
        int widest = Math.Min(GemmTiles.RoundUp(n, TTile.Columns), PackedElements / longest / PieceColumns * PieceColumns);
        using var scratch = new Scratch<T>(longest * widest);
        fixed (T* packed = scratch)
        {
            for (int column = 0; column < n; column += widest)
            {
                int columns = Math.Min(n - column, widest);
                for (int step = 0; step < k; step += LongestDepth)
                {
                    int depth = Math.Min(k - step, LongestDepth);
                    var pack = new PackPanels<T, TTile>
                    {
                        Source = transposeB ? b + (column * strideB) + step : b + (step * strideB) + column,
                        Stride = strideB,
                        Transposed = transposeB,
                        Panels = packed,
                        Depth = depth,
                        Columns = columns,
                    };

                    var pieces = new Pieces<T, TTile>
                    {
                        A = a + (step * columnStrideA),
                        RowStrideA = rowStrideA,
                        ColumnStrideA = columnStrideA,
                        Panels = packed,
                        C = c + column,
                        RowStrideC = n,
                        Bias = step + depth == k && bias != null ? bias + column : null,
                        Depth = depth,
                        Rows = m,
                        Columns = columns,
                        Accumulate = step > 0,
                    };
                    int count = pieces.Cut();

                    if (parallel)
                    {
                        Work.Run(pack.Count, pack);
                        Work.Run(count, pieces);
                    }
                    else
                    {
                        RunHere(pack.Count, pack);
                        RunHere(count, pieces);
                    }
                }
            }
        }
    }

    private static void RunHere<TItem>(int count, TItem item)
        where TItem : struct, IWorkItem
    {
        for (int index = 0; index < count; index++)
        {
            item.Invoke(index);
        }
    }

    /// <summary>Packs some neighbouring panels of a block of B. Blocks follow one another, each with all its panels, the last of them filled up with zeros.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct PackPanels<T, TTile> : IWorkItem
        where T : unmanaged
        where TTile : struct, IGemmTile<T>
    {
        private const int PanelsAtOnce = 8;

        internal T* Source;
        internal nint Stride;
        internal bool Transposed;
        internal T* Panels;
        internal int Depth;
        internal int Columns;

        internal readonly int Count => Groups * ((Depth + Gemm.BlockDepth - 1) / Gemm.BlockDepth);

        private readonly int Groups => GemmTiles.RoundUp(Columns, PanelsAtOnce * TTile.Columns) / (PanelsAtOnce * TTile.Columns);

        public readonly void Invoke(int index)
        {
            int first = index % Groups * PanelsAtOnce * TTile.Columns;
            int columns = Math.Min(Columns - first, PanelsAtOnce * TTile.Columns);
            int step = index / Groups * Gemm.BlockDepth;
            int depth = Math.Min(Depth - step, Gemm.BlockDepth);
            T* panels = Panels + ((nint)step * GemmTiles.RoundUp(Columns, TTile.Columns)) + ((nint)first * depth);
            T* source = Transposed ? Source + (first * Stride) + step : Source + (step * Stride) + first;
            GemmTiles.PackB<T, TTile>(source, Stride, Transposed, columns, depth, panels);
        }
    }

    /// <summary>A piece of C: block by block of k packs its rows of A and runs its tiles; at the end adds the bias.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Pieces<T, TTile> : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmTile<T>
    {
        internal T* A;
        internal nint RowStrideA;
        internal nint ColumnStrideA;
        internal T* Panels;
        internal T* C;
        internal nint RowStrideC;
        internal T* Bias;
        internal int Depth;
        internal int Rows;
        internal int Columns;
        internal bool Accumulate;
        private int pieceRows;
        private int pieceColumns;
        private int piecesAcross;

        /// <summary>Chooses the pieces' size by the shape and returns how many there are.</summary>
        internal int Cut()
        {
            piecesAcross = (Columns + PieceColumns - 1) / PieceColumns;
            pieceColumns = GemmTiles.RoundUp((Columns + piecesAcross - 1) / piecesAcross, TTile.Columns);
            piecesAcross = (Columns + pieceColumns - 1) / pieceColumns;
            pieceRows = Math.Max(2 * RowStep, PieceElements / Math.Min(Depth, Gemm.BlockDepth) / RowStep * RowStep);
            while (PiecesDown() * piecesAcross < WantedPieces && pieceRows > 2 * RowStep)
            {
                pieceRows = Math.Max(2 * RowStep, pieceRows / 2 / RowStep * RowStep);
            }

            return PiecesDown() * piecesAcross;
        }

        public readonly void Invoke(int index)
        {
            int firstRow = index / piecesAcross * pieceRows;
            int firstColumn = index % piecesAcross * pieceColumns;
            int rows = Math.Min(pieceRows, Rows - firstRow);
            int endColumn = Math.Min(firstColumn + pieceColumns, Columns);

            using var scratch = new Scratch<T>((Math.Min(Depth, Gemm.BlockDepth) * GemmTiles.RoundUp(rows, TTile.Rows)) + (TTile.Rows * TTile.Columns));
            fixed (T* edge = scratch)
            {
                T* packed = edge + (TTile.Rows * TTile.Columns);
                for (int step = 0; step < Depth; step += Gemm.BlockDepth)
                {
                    int depth = Math.Min(Depth - step, Gemm.BlockDepth);
                    T* panels = Panels + ((nint)step * GemmTiles.RoundUp(Columns, TTile.Columns));
                    GemmTiles.PackA<T, TTile>(A + (firstRow * RowStrideA) + (step * ColumnStrideA), RowStrideA, ColumnStrideA, rows, depth, packed);
                    for (int j = firstColumn; j < endColumn; j += TTile.Columns)
                    {
                        GemmTiles.Run<T, TTile>(packed, panels + ((nint)j * depth), C + (firstRow * RowStrideC) + j, RowStrideC, rows, endColumn - j, depth, Accumulate || step > 0, edge, isFar: true);
                    }
                }
            }
            if (Bias != null)
            {
                int columns = endColumn - firstColumn;
                Gemm.AddBias(C + (firstRow * RowStrideC) + firstColumn, RowStrideC, rows, columns, Bias + firstColumn);
            }
        }

        private readonly int PiecesDown() => (Rows + pieceRows - 1) / pieceRows;
    }
}
