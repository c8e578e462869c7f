using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Matrix products too small to repay packing both operands; the bits are those of the packed path.</summary>
internal static unsafe class GemmSmall
{
    // Multiply-adds of a piece of work: three microseconds, several times what handing it to a helper that is awake costs.
    private const long PieceLength = 1 << 17;

    /// <summary>C = A·B, then bias (null for none) added to each row, by tiles over the operands where they lie, for k within one block. B is packed first only if transposed or narrower than a tile.</summary>
    internal static void Tiles<T, TTile>(T* a, nint rowStrideA, nint columnStrideA, T* b, bool transposeB, T* c, int m, int n, int k, T* bias)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmStridedTile<T>
    {
        var pieces = new RowPieces<T, TTile> { A = a, RowStrideA = rowStrideA, ColumnStrideA = columnStrideA, B = b, RowStrideB = n, Bias = bias, C = c, Rows = m, Columns = n, Depth = k };
        if (!transposeB && n >= TTile.Columns)
        {
            pieces.Run();
            return;
        }

        using var scratch = new Scratch<T>(k * GemmTiles.RoundUp(n, TTile.Columns));
        fixed (T* panels = scratch)
        {
            Pack<T, TTile>(b, transposeB, n, k, panels);
            pieces.B = panels;
            pieces.RowStrideB = TTile.Columns;
            pieces.IsPacked = true;
            pieces.Run();
        }
    }

    /// <summary>One panel for each tile's columns, the last of them moved back inside the matrix.</summary>
    private static void Pack<T, TTile>(T* b, bool transpose, int n, int k, T* panels)
        where T : unmanaged
        where TTile : struct, IGemmStridedTile<T>
    {
        int lanes = Math.Min(n, TTile.Columns);
        for (int j = 0; j < n; j += TTile.Columns)
        {
            int column = Math.Min(j, n - lanes);
            if (transpose)
            {
                GemmPacking.PackColumns<T, ColumnsOf<TTile>>(b + ((nint)column * k), k, k, lanes, panels);
            }
            else
            {
                GemmPacking.PackRows<T, ColumnsOf<TTile>>(b + column, n, k, lanes, panels);
            }

            panels += (nint)k * TTile.Columns;
        }
    }

    /// <summary>Neighbouring rows of C make a piece of work.</summary>
    /// <remarks>
    /// The last tile of a row or column is moved back inside the piece: it computes and stores some elements a second time, with the same bits, which is cheaper than a kernel for edges.
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
        internal nint RowStrideB;
        internal bool IsPacked;
        internal T* Bias;
        internal T* C;
        internal int Rows;
        internal int Columns;
        internal int Depth;
        private int pieceRows;

        internal void Run()
        {
            int wanted = (int)Math.Clamp((long)Rows * Columns * Depth / PieceLength, 1, Rows);
            pieceRows = GemmTiles.RoundUp((Rows + wanted - 1) / wanted, TTile.Rows);
            Work.Run((Rows + pieceRows - 1) / pieceRows, this, isShort: true);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Invoke(int index)
        {
            int first = index * pieceRows;
            int rows = Math.Min(pieceRows, Rows - first);
            T* a = A + (first * RowStrideA);
            T* c = C + ((nint)first * Columns);
            if (Columns < TTile.Columns)
            {
                Narrow(a, c, rows);
                return;
            }

            nint panelLength = (nint)Depth * TTile.Columns;
            for (int j = 0; j < Columns; j += TTile.Columns)
            {
                int column = Math.Min(j, Columns - TTile.Columns);
                T* b = IsPacked ? B + (j / TTile.Columns * panelLength) : B + column;
                TileColumn(a, b, Bias == null ? null : Bias + column, c + column, Columns, rows);
            }
        }

        /// <summary>Fewer columns than a tile has: the rest is computed too, and left.</summary>
        private readonly void Narrow(T* a, T* c, int rows)
        {
            using var scratch = new Scratch<T>(rows * TTile.Columns);
            fixed (T* wide = scratch)
            {
                TileColumn(a, B, null, wide, TTile.Columns, rows);
                for (int i = 0; i < rows; i++)
                {
                    new ReadOnlySpan<T>(wide + ((nint)i * TTile.Columns), Columns).CopyTo(new Span<T>(c + ((nint)i * Columns), Columns));
                }

                Gemm.AddBias(c, Columns, rows, Columns, Bias);
            }
        }

        /// <summary>One column of tiles of C, all rows of the piece, from a panel of B (packed or in place).</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void TileColumn(T* a, T* b, T* bias, T* c, nint rowStrideC, int pieceRows)
        {
            int rows = Math.Min(pieceRows, TTile.Rows);
            for (int i = 0; i < pieceRows; i += TTile.Rows)
            {
                int row = Math.Min(i, pieceRows - rows);
                TTile.MultiplyStrided(Depth, rows, a + (row * RowStrideA), RowStrideA, ColumnStrideA, b, RowStrideB, bias, c + (row * rowStrideC), rowStrideC);
            }
        }
    }
}
