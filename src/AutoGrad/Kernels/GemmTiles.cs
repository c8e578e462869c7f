using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>What every product of packed operands is made of: rows of A in the order of a tile, and a column of tiles.</summary>
internal static unsafe class GemmTiles
{
    /// <summary>Packs rows of A: panels of a tile's rows, one behind the other; element i, p is at a + i * rowStride + p * columnStride.</summary>
    internal static void PackA<T, TTile>(T* a, nint rowStride, nint columnStride, int rows, int depth, T* packed)
        where T : unmanaged
        where TTile : struct, IGemmTile<T>
    {
        if (rowStride == 1)
        {
            GemmPacking.PackRows(a, columnStride, depth, rows, TTile.Rows, packed);
            return;
        }

        for (int i = 0; i < rows; i += TTile.Rows)
        {
            GemmPacking.PackColumns(a + (i * rowStride), rowStride, depth, Math.Min(TTile.Rows, rows - i), TTile.Rows, packed + ((nint)i * depth));
        }
    }

    /// <summary>A column of tiles. Those that reach past the edge of C are computed into scratch, and what lies inside is taken from there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run<T, TTile>(T* packedA, T* panel, T* c, nint rowStrideC, int rows, int columns, int depth, bool accumulate, T* edge)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmTile<T>
    {
        for (int i = 0; i < rows; i += TTile.Rows)
        {
            T* panelA = packedA + ((nint)i * depth);
            T* tile = c + (i * rowStrideC);
            if (rows - i >= TTile.Rows && columns >= TTile.Columns)
            {
                TTile.MultiplyPacked(depth, panelA, panel, tile, rowStrideC, accumulate);
                continue;
            }

            TTile.MultiplyPacked(depth, panelA, panel, edge, TTile.Columns, accumulate: false);
            int inside = Math.Min(columns, TTile.Columns);
            for (int row = 0; row < Math.Min(TTile.Rows, rows - i); row++)
            {
                var source = new ReadOnlySpan<T>(edge + (row * TTile.Columns), inside);
                var target = new Span<T>(tile + (row * rowStrideC), inside);
                if (accumulate)
                {
                    Gemm.AddTo(target, source);
                }
                else
                {
                    source.CopyTo(target);
                }
            }
        }
    }
}
