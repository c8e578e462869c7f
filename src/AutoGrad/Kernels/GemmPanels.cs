using System.Numerics;

namespace AutoGrad;

/// <summary>A right-hand matrix packed once for many products of few rows: the steps of a recurrence, whose weight does not change.</summary>
/// <remarks>The bits are those of <see cref="Gemm"/>. From one product to the next the panels stay in the second-level cache, as far as they fit. The panels of one block of k follow those of the block before, as <see cref="GemmPacked"/> packs them.</remarks>
internal static unsafe class GemmPanels
{
    /// <summary>Elements of the packed op(B)[k, n].</summary>
    internal static int Length<T>(int n, int k)
        where T : unmanaged => checked(GemmTiles.RoundUp(n, GemmTile<T>.Columns) * k);

    /// <summary>Elements of the scratch that a product of m rows needs.</summary>
    internal static int ScratchLength<T>(int m, int k)
        where T : unmanaged => (GemmTiles.RoundUp(m, GemmTile<T>.Rows) * Math.Min(k, Gemm.BlockDepth)) + (GemmTile<T>.Rows * GemmTile<T>.Columns);

    /// <summary>Packs B, [k, n] or transposed [n, k].</summary>
    internal static void Pack<T>(T* b, bool transpose, int n, int k, T* panels)
        where T : unmanaged
    {
        for (int block = 0; block < k; block += Gemm.BlockDepth)
        {
            int depth = Math.Min(k - block, Gemm.BlockDepth);
            T* source = transpose ? b + block : b + ((nint)block * n);
            GemmTiles.PackB<T, GemmTile<T>>(source, transpose ? k : n, transpose, n, depth, panels);
            panels += (nint)GemmTiles.RoundUp(n, GemmTile<T>.Columns) * depth;
        }
    }

    /// <summary>C[m, n] = A·B on the calling thread; A and C are row-major and dense.</summary>
    internal static void Multiply<T>(T* a, T* panels, T* c, int m, int n, int k, T* scratch)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (k == 0)
        {
            new Span<T>(c, m * n).Clear();
            return;
        }

        T* edge = scratch;
        T* packed = edge + (GemmTile<T>.Rows * GemmTile<T>.Columns);
        for (int block = 0; block < k; block += Gemm.BlockDepth)
        {
            int depth = Math.Min(k - block, Gemm.BlockDepth);
            GemmTiles.PackA<T, GemmTile<T>>(a + block, k, 1, m, depth, packed);
            for (int j = 0; j < n; j += GemmTile<T>.Columns)
            {
                GemmTiles.Run<T, GemmTile<T>>(packed, panels, c + j, n, m, n - j, depth, block > 0, edge, isFar: false);
                panels += depth * GemmTile<T>.Columns;
            }
        }
    }
}
