using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Matrix products too small to repay packing both operands; the bits are those of the packed path.</summary>
internal static unsafe class GemmSmall
{
    // Multiply-adds of a piece of work: three microseconds, several times what handing it to a helper that is awake costs.
    private const long PieceLength = 1 << 17;

    // Packing B costs as much as some eight rows of C, and each piece does it for itself.
    private const int LeastRowsOfPacked = 32;

    // Elements of a panel that the stack takes.
    private const int Few = 512;
    private const int Line = 64;

    /// <summary>C = A·B, then bias (null for none) added to each row, by tiles over the operands where they lie, for k within one block.</summary>
    internal static void Tiles<T, TTile>(T* a, nint rowStrideA, nint columnStrideA, T* b, bool transposeB, T* c, int m, int n, int k, T* bias)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmStridedTile<T> =>
        new RowPieces<T, TTile> { A = a, RowStrideA = rowStrideA, ColumnStrideA = columnStrideA, B = b, IsTransposed = transposeB, Bias = bias, C = c, Rows = m, Columns = n, Depth = k }.Run();

    /// <summary>Neighbouring rows of C make a piece of work.</summary>
    /// <remarks>
    /// The last tile of a row or column is moved back inside the piece: it computes and stores some elements a second time, with the same bits, which is cheaper than a kernel for edges.
    /// B is packed only if transposed or narrower than a tile, one panel at a time, which is read while it is in the first-level cache.
    /// Rows, not columns, are shared: a core then writes whole lines of memory, and those that the next op will mostly read there.
    /// </remarks>
    [StructLayout(LayoutKind.Auto)]
    private struct RowPieces<T, TTile> : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmStridedTile<T>
    {
        internal T* A;
        internal nint RowStrideA;
        internal nint ColumnStrideA;
        internal T* B;
        internal bool IsTransposed;
        internal T* Bias;
        internal T* C;
        internal int Rows;
        internal int Columns;
        internal int Depth;
        private int pieceRows;

        private readonly bool IsNarrow => Columns < TTile.Columns;

        private readonly bool IsPacked => IsTransposed || IsNarrow;

        internal void Run()
        {
            long work = (long)Rows * Columns * Depth;
            if (work < 2 * PieceLength)
            {
                pieceRows = Rows;
                Invoke(0);
                return;
            }

            int wanted = (int)Math.Min(work / PieceLength, Rows);
            int least = IsPacked ? LeastRowsOfPacked : 1;
            pieceRows = GemmTiles.RoundUp(Math.Max(least, (Rows + wanted - 1) / wanted), TTile.Rows);
            Work.Run((Rows + pieceRows - 1) / pieceRows, this, isShort: true);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Invoke(int index)
        {
            int first = index * pieceRows;
            int rows = Math.Min(pieceRows, Rows - first);
            T* a = A + (first * RowStrideA);
            T* c = C + ((nint)first * Columns);
            if (!IsPacked)
            {
                for (int j = 0; j < Columns; j += TTile.Columns)
                {
                    int column = Math.Min(j, Columns - TTile.Columns);
                    TileColumn(a, B + column, Columns, Bias == null ? null : Bias + column, c + column, Columns, rows);
                }

                return;
            }

            int needed = (Depth * TTile.Columns) + (IsNarrow ? rows * TTile.Columns : 0);
            if (needed <= Few)
            {
                PackedOnStack(a, c, rows);
                return;
            }

            using var scratch = new Scratch<T>(needed);
            fixed (T* panel = scratch)
            {
                Packed(a, panel, c, rows);
            }
        }

        /// <summary>With a panel on the stack, since renting memory takes as long as the product of a tile.</summary>
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void PackedOnStack(T* a, T* c, int rows)
        {
            T* memory = stackalloc T[Few + (Line / sizeof(T))];
            Packed(a, (T*)(((nint)memory + Line - 1) & -Line), c, rows);
        }

        private readonly void Packed(T* a, T* panel, T* c, int rows)
        {
            if (IsNarrow)
            {
                Pack(0, panel);
                Narrow(a, panel, panel + ((nint)Depth * TTile.Columns), c, rows);
                return;
            }

            for (int j = 0; j < Columns; j += TTile.Columns)
            {
                int column = Math.Min(j, Columns - TTile.Columns);
                Pack(column, panel);
                TileColumn(a, panel, TTile.Columns, Bias == null ? null : Bias + column, c + column, Columns, rows);
            }
        }

        /// <summary>The panel of B from a column on.</summary>
        private readonly void Pack(int column, T* panel)
        {
            int lanes = Math.Min(Columns, TTile.Columns);
            if (IsTransposed)
            {
                GemmPacking.PackColumns<T, ColumnsOf<TTile>>(B + ((nint)column * Depth), Depth, Depth, lanes, panel);
            }
            else
            {
                GemmPacking.PackRows<T, ColumnsOf<TTile>>(B + column, Columns, Depth, lanes, panel);
            }
        }

        /// <summary>Fewer columns than a tile has: the rest is computed too, and left.</summary>
        private readonly void Narrow(T* a, T* panel, T* wide, T* c, int rows)
        {
            TileColumn(a, panel, TTile.Columns, null, wide, TTile.Columns, rows);
            if (Vector512.IsHardwareAccelerated && TTile.Columns == Vector512<T>.Count)
            {
                Vector512<T> bias = Bias == null ? default : PartialVector.Load(Bias, Columns, default);
                for (int i = 0; i < rows; i++)
                {
                    Vector512<T> row = Vector512.Load(wide + ((nint)i * TTile.Columns));
                    PartialVector.Store(c + ((nint)i * Columns), Columns, Bias == null ? row : row + bias);
                }

                return;
            }

            for (int i = 0; i < rows; i++)
            {
                new ReadOnlySpan<T>(wide + ((nint)i * TTile.Columns), Columns).CopyTo(new Span<T>(c + ((nint)i * Columns), Columns));
            }

            Gemm.AddBias(c, Columns, rows, Columns, Bias);
        }

        /// <summary>One column of tiles of C, all rows of the piece, from a panel of B (packed or in place).</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void TileColumn(T* a, T* b, nint rowStrideB, T* bias, T* c, nint rowStrideC, int pieceRows)
        {
            int rows = Math.Min(pieceRows, TTile.Rows);
            for (int i = 0; i < pieceRows; i += TTile.Rows)
            {
                int row = Math.Min(i, pieceRows - rows);
                TTile.MultiplyStrided(Depth, rows, a + (row * RowStrideA), RowStrideA, ColumnStrideA, b, rowStrideB, bias, c + (row * rowStrideC), rowStrideC);
            }
        }
    }
}
