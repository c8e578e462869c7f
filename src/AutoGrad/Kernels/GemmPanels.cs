using System.Numerics;

namespace AutoGrad;

/// <summary>A right-hand matrix packed once for many products of few rows: the steps of a recurrence, whose weight does not change.</summary>
/// <remarks>The bits are those of <see cref="Gemm"/>. The panels of one block of k follow those of the block before, as <see cref="GemmPacked"/> packs them.</remarks>
internal static unsafe class GemmPanels
{
    /// <summary>Elements of the packed op(B)[k, n].</summary>
    internal static int Length<T, TTile>(int n, int k)
        where T : unmanaged
        where TTile : struct, IGemmTile<T> => checked(RoundUp(n, TTile.Columns) * k);

    /// <summary>Elements of the scratch that a product of m rows needs.</summary>
    internal static int ScratchLength<T, TTile>(int m, int k)
        where T : unmanaged
        where TTile : struct, IGemmTile<T> => (RoundUp(m, TTile.Rows) * Math.Min(k, Gemm.BlockDepth)) + (TTile.Rows * TTile.Columns);

    /// <summary>Packs B, [k, n] or transposed [n, k].</summary>
    internal static void Pack<T, TTile>(T* b, bool transpose, int n, int k, T* panels)
        where T : unmanaged
        where TTile : struct, IGemmTile<T>
    {
        for (int block = 0; block < k; block += Gemm.BlockDepth)
        {
            int depth = Math.Min(k - block, Gemm.BlockDepth);
            for (int j = 0; j < n; j += TTile.Columns)
            {
                int lanes = Math.Min(TTile.Columns, n - j);
                if (transpose)
                {
                    GemmPacking.PackColumns(b + ((nint)j * k) + block, k, depth, lanes, TTile.Columns, panels);
                }
                else
                {
                    GemmPacking.PackRows(b + ((nint)block * n) + j, n, depth, lanes, TTile.Columns, panels);
                }

                panels += depth * TTile.Columns;
            }
        }
    }

    /// <summary>C[m, n] = A·B on the calling thread; A and C are row-major and dense.</summary>
    internal static void Multiply<T, TTile>(T* a, T* panels, T* c, int m, int n, int k, T* scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmTile<T>
    {
        if (k == 0)
        {
            new Span<T>(c, m * n).Clear();
            return;
        }

        T* edge = scratch;
        T* packed = edge + (TTile.Rows * TTile.Columns);
        for (int block = 0; block < k; block += Gemm.BlockDepth)
        {
            int depth = Math.Min(k - block, Gemm.BlockDepth);
            GemmTiles.PackA<T, TTile>(a + block, k, 1, m, depth, packed);
            for (int j = 0; j < n; j += TTile.Columns)
            {
                GemmTiles.Run<T, TTile>(packed, panels, c + j, n, m, n - j, depth, block > 0, edge);
                panels += depth * TTile.Columns;
            }
        }
    }

    private static int RoundUp(int value, int step) => (value + step - 1) / step * step;
}
