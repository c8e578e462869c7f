using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>The packed, blocked matrix product: for big shapes, on all cores.</summary>
/// <remarks>
/// k goes in blocks of <see cref="Gemm.BlockDepth"/>; of each, B is packed once into shared scratch, then pieces of C, each some rows by
/// some columns, pack their rows of A and run the tiles. The pieces are cut by shape alone. A panel of B stays in the first-level
/// cache, a block of A in the second, the packed B in the third.
/// Source: K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008); F. Van Zee, R. van de Geijn, "BLIS" (2015).
/// </remarks>
internal static unsafe class GemmPacked
{
    // Columns of B packed at once: 384 x 1,920 floats are 2.9 MB. Multiples of every tile's columns (8, 16, 24, 48).
    private const int PackedColumns = 1920;
    private const int PieceColumns = 480;

    // Elements of a block of A: 147 KB of floats or 295 KB of doubles, within a second-level cache of 512 KiB.
    private const int PieceElements = 96 * Gemm.BlockDepth;

    // A common multiple of the tiles' rows (6, 8).
    private const int RowStep = 24;

    // Fewer pieces than this leave cores idle at the end; pieces below two row steps repack B's neighbours too often.
    private const int WantedPieces = 16;

    /// <summary>C = A·B, then bias (null for none) added to each row.</summary>
    internal static void Multiply<T, TTile>(
        T* a, nint rowStrideA, nint columnStrideA, T* b, bool transposeB, T* c, int m, int n, int k, T* bias)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmTile<T>
    {
        bool parallel = Gemm.IsWorthSplitting(m, n, k);
        int packedWidth = RoundUp(Math.Min(n, PackedColumns), TTile.Columns);
        var scratch = new GemmScratch<T>(Math.Min(k, Gemm.BlockDepth) * packedWidth);
        fixed (T* start = scratch.Array)
        {
            T* packed = GemmScratch<T>.Align(start);
            for (int column = 0; column < n; column += PackedColumns)
            {
                int columns = Math.Min(n - column, PackedColumns);
                for (int block = 0; block < k; block += Gemm.BlockDepth)
                {
                    int depth = Math.Min(k - block, Gemm.BlockDepth);
                    var pack = new PackPanels<T, TTile>
                    {
                        Source = transposeB ? b + ((nint)column * k) + block : b + ((nint)block * n) + column,
                        Stride = transposeB ? k : n,
                        Transposed = transposeB,
                        Panels = packed,
                        Depth = depth,
                        Columns = columns,
                    };

                    bool last = block + depth == k;
                    var pieces = new Pieces<T, TTile>
                    {
                        A = a + (block * columnStrideA),
                        RowStrideA = rowStrideA,
                        ColumnStrideA = columnStrideA,
                        Panels = packed,
                        C = c + column,
                        RowStrideC = n,
                        Bias = last && bias != null ? bias + column : null,
                        Depth = depth,
                        Rows = m,
                        Columns = columns,
                        Accumulate = block > 0,
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

        scratch.Return();
    }

    private static void RunHere<TItem>(int count, TItem item)
        where TItem : struct, IWorkItem
    {
        for (int index = 0; index < count; index++)
        {
            item.Invoke(index);
        }
    }

    private static int RoundUp(int value, int step) => (value + step - 1) / step * step;

    /// <summary>Packs some neighbouring panels of B.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct PackPanels<T, TTile> : IWorkItem
        where T : unmanaged
        where TTile : struct, IGemmTile<T>
    {
        private const int PanelsAtOnce = 4;

        internal T* Source;
        internal nint Stride;
        internal bool Transposed;
        internal T* Panels;
        internal int Depth;
        internal int Columns;

        internal readonly int Count => RoundUp(Columns, PanelsAtOnce * TTile.Columns) / (PanelsAtOnce * TTile.Columns);

        public readonly void Invoke(int index)
        {
            int first = index * PanelsAtOnce * TTile.Columns;
            int end = Math.Min(Columns, first + (PanelsAtOnce * TTile.Columns));
            for (int j = first; j < end; j += TTile.Columns)
            {
                int lanes = Math.Min(TTile.Columns, Columns - j);
                T* panel = Panels + ((nint)j * Depth);
                if (Transposed)
                {
                    GemmPacking.PackColumns(Source + (j * Stride), Stride, Depth, lanes, TTile.Columns, panel);
                }
                else
                {
                    GemmPacking.PackRows(Source + j, Stride, Depth, lanes, TTile.Columns, panel);
                }
            }
        }
    }

    /// <summary>A piece of C: packs its rows of A, runs its tiles, and after the last block of k adds the bias.</summary>
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
            pieceColumns = RoundUp((Columns + piecesAcross - 1) / piecesAcross, TTile.Columns);
            piecesAcross = (Columns + pieceColumns - 1) / pieceColumns;
            pieceRows = Math.Max(2 * RowStep, PieceElements / Depth / RowStep * RowStep);
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

            var scratch = new GemmScratch<T>((Depth * RoundUp(rows, TTile.Rows)) + (TTile.Rows * TTile.Columns));
            fixed (T* start = scratch.Array)
            {
                T* edge = GemmScratch<T>.Align(start);
                T* packed = edge + (TTile.Rows * TTile.Columns);
                GemmTiles.PackA<T, TTile>(A + (firstRow * RowStrideA), RowStrideA, ColumnStrideA, rows, Depth, packed);
                for (int j = firstColumn; j < endColumn; j += TTile.Columns)
                {
                    GemmTiles.Run<T, TTile>(packed, Panels + ((nint)j * Depth), C + (firstRow * RowStrideC) + j, RowStrideC, rows, endColumn - j, Depth, Accumulate, edge);
                }
            }

            scratch.Return();
            if (Bias != null)
            {
                int columns = endColumn - firstColumn;
                Gemm.AddBias(C + (firstRow * RowStrideC) + firstColumn, RowStrideC, rows, columns, Bias + firstColumn);
            }
        }

        private readonly int PiecesDown() => (Rows + pieceRows - 1) / pieceRows;
    }
}
