using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Folds rows onto each other for a tile of columns: the reduction over an outer axis. Each column takes its rows in order, so neither the
/// tile's width nor its place changes the bits.
/// </summary>
internal static unsafe class FoldTile
{
    /// <summary>Vectors side by side: enough independent chains to hide the latency of an addition.</summary>
    public const int Vectors = 4;

    /// <summary>Rows folded in order before blocks are combined pairwise: as many as one lane of <see cref="FoldBlock"/> takes.</summary>
    public const int Rows = 64;

    /// <param name="kernel">The reduction.</param>
    /// <param name="x">The tile's first element.</param>
    /// <param name="pitch">Elements from row to row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">Columns of the tile.</param>
    /// <param name="readable">Elements that may be read from <paramref name="x"/> on.</param>
    /// <param name="centers">The columns' centers, padded to whole vectors.</param>
    /// <param name="output">The columns' results, padded to whole vectors; what lies beyond the width is meaningless.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T, TKernel>(TKernel kernel, T* x, nint pitch, nint rows, nint width, nint readable, T* centers, T* output)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        nint lanes = Vector512<T>.Count;
        Vector512<T> identity = Vector512.Create(kernel.Identity);
        if (width == Vectors * lanes)
        {
            Vector512<T> sum0 = identity;
            Vector512<T> sum1 = identity;
            Vector512<T> sum2 = identity;
            Vector512<T> sum3 = identity;
            Vector512<T> center0 = TKernel.HasCenter ? Vector512.Load(centers) : default;
            Vector512<T> center1 = TKernel.HasCenter ? Vector512.Load(centers + lanes) : default;
            Vector512<T> center2 = TKernel.HasCenter ? Vector512.Load(centers + (2 * lanes)) : default;
            Vector512<T> center3 = TKernel.HasCenter ? Vector512.Load(centers + (3 * lanes)) : default;
            for (nint row = 0; row < rows; row++)
            {
                sum0 = kernel.Combine(sum0, kernel.Term(Vector512.Load(x), center0));
                sum1 = kernel.Combine(sum1, kernel.Term(Vector512.Load(x + lanes), center1));
                sum2 = kernel.Combine(sum2, kernel.Term(Vector512.Load(x + (2 * lanes)), center2));
                sum3 = kernel.Combine(sum3, kernel.Term(Vector512.Load(x + (3 * lanes)), center3));
                x += pitch;
            }

            sum0.Store(output);
            sum1.Store(output + lanes);
            sum2.Store(output + (2 * lanes));
            sum3.Store(output + (3 * lanes));
            return;
        }

        for (nint column = 0; column < width; column += lanes)
        {
            Vector512<T> sum = identity;
            Vector512<T> center = TKernel.HasCenter ? Vector512.Load(centers + column) : default;
            for (nint row = 0; row < rows; row++)
            {
                // A vector may reach into the next row: those lanes are never looked at. Only the end of the span is a border.
                nint at = (row * pitch) + column;
                Vector512<T> values = at + lanes <= readable ? Vector512.Load(x + at) : PartialVector.Load(x + at, readable - at, default);
                sum = kernel.Combine(sum, kernel.Term(values, center));
            }

            sum.Store(output + column);
        }
    }
}
