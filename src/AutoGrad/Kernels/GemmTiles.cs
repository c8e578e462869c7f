using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>What every product of packed operands is made of: rows of A and columns of B in the order of a tile, and a column of tiles.</summary>
internal static unsafe class GemmTiles
{
    /// <summary>The least multiple of a step that is not below a value.</summary>
    internal static int RoundUp(int value, int step) => (value + step - 1) / step * step;

    /// <summary>Packs columns of B: panels of a tile's columns, one behind the other; element p, j is at b + p * stride + j, transposed at b + j * stride + p.</summary>
    internal static void PackB<T, TTile>(T* b, nint stride, bool transposed, int columns, int depth, T* packed)
        where T : unmanaged
        where TTile : struct, IGemmTileShape =>
        Pack<T, ColumnsOf<TTile>>(b, transposed ? stride : 1, transposed ? 1 : stride, columns, depth, packed);

    /// <summary>Packs rows of A: panels of a tile's rows, one behind the other; element i, p is at a + i * rowStride + p * columnStride.</summary>
    internal static void PackA<T, TTile>(T* a, nint rowStride, nint columnStride, int rows, int depth, T* packed)
        where T : unmanaged
        where TTile : struct, IGemmTileShape =>
        Pack<T, RowsOf<TTile>>(a, rowStride, columnStride, rows, depth, packed);

    private static void Pack<T, TWidth>(T* source, nint laneStride, nint stepStride, int lanes, int depth, T* panels)
        where T : unmanaged
        where TWidth : struct, IPanelWidth
    {
        if (laneStride == 1)
        {
            GemmPacking.PackRows<T, TWidth>(source, stepStride, depth, lanes, panels);
            return;
        }

        for (int lane = 0; lane < lanes; lane += TWidth.Lanes)
        {
            GemmPacking.PackColumns<T, TWidth>(source + (lane * laneStride), laneStride, depth, Math.Min(TWidth.Lanes, lanes - lane), panels + ((nint)lane * depth));
        }
    }

    /// <summary>A column of tiles. Those that reach past the edge of C are computed into scratch, and what lies inside is taken from there. Panels that are far are asked for ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run<T, TTile>(T* packedA, T* panel, T* c, nint rowStrideC, int rows, int columns, int depth, bool accumulate, T* edge, bool isFar)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmTile<T>
    {
        // The next panel comes from the third-level cache: a share of it is asked for with each tile.
        nint length = (nint)depth * TTile.Columns;
        nint share = RoundUp((int)(length * TTile.Rows / rows), 64);
        T* next = panel + length;
        T* end = next + length;
        for (int i = 0; i < rows; i += TTile.Rows)
        {
            if (isFar)
            {
                Prefetch.ToSecondLevel(next, Math.Min(share, (nint)(end - next)));
                next += share;
            }

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
