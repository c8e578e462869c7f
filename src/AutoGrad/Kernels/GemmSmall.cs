using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Matrix products too small to repay packing both operands; the bits are those of the packed path.</summary>
internal static unsafe class GemmSmall
{
    /// <summary>C = A·B by tiles over the operands where they lie, for k within one block.</summary>
    /// <remarks>
    /// The last tile of a row or column is moved back inside the matrix: it computes and stores some elements a second time, with the
    /// same bits, which is cheaper than a kernel for edges. B is packed, one panel at a time, only if transposed or narrower than a tile.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Tiles<T, TTile>(T* a, nint rowStrideA, nint columnStrideA, T* b, bool transposeB, T* c, int m, int n, int k)
        where T : unmanaged
        where TTile : struct, IGemmStridedTile<T>
    {
        bool narrow = n < TTile.Columns;
        if (!transposeB && !narrow)
        {
            for (int j = 0; j < n; j += TTile.Columns)
            {
                int column = Math.Min(j, n - TTile.Columns);
                TileColumn<T, TTile>(a, rowStrideA, columnStrideA, b + column, n, c + column, n, m, k);
            }

            return;
        }

        int panelLength = k * TTile.Columns;
        using var scratch = new Scratch<T>(panelLength + (narrow ? m * TTile.Columns : 0));
        fixed (T* panel = scratch)
        {
            for (int j = 0; j < n; j += TTile.Columns)
            {
                int column = narrow ? 0 : Math.Min(j, n - TTile.Columns);
                int lanes = Math.Min(n, TTile.Columns);
                if (transposeB)
                {
                    GemmPacking.PackColumns<T, ColumnsOf<TTile>>(b + ((nint)column * k), k, k, lanes, panel);
                }
                else
                {
                    GemmPacking.PackRows<T, ColumnsOf<TTile>>(b + column, n, k, lanes, panel);
                }

                if (narrow)
                {
                    T* wide = panel + panelLength;
                    TileColumn<T, TTile>(a, rowStrideA, columnStrideA, panel, TTile.Columns, wide, TTile.Columns, m, k);
                    for (int i = 0; i < m; i++)
                    {
                        new ReadOnlySpan<T>(wide + ((nint)i * TTile.Columns), n).CopyTo(new Span<T>(c + ((nint)i * n), n));
                    }
                }
                else
                {
                    TileColumn<T, TTile>(a, rowStrideA, columnStrideA, panel, TTile.Columns, c + column, n, m, k);
                }
            }
        }
    }

    /// <summary>One column of tiles of C, all its rows, from a panel of B (packed or in place).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TileColumn<T, TTile>(
        T* a, nint rowStrideA, nint columnStrideA, T* b, nint rowStrideB, T* c, nint rowStrideC, int m, int k)
        where T : unmanaged
        where TTile : struct, IGemmStridedTile<T>
    {
        int rows = Math.Min(m, TTile.Rows);
        for (int i = 0; i < m; i += TTile.Rows)
        {
            int row = Math.Min(i, m - rows);
            TTile.MultiplyStrided(k, rows, a + (row * rowStrideA), rowStrideA, columnStrideA, b, rowStrideB, c + (row * rowStrideC), rowStrideC);
        }
    }
}
