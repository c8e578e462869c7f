using System.Numerics;

namespace AutoGrad;

/// <summary>The matrix product of long k and few outputs, such as the gradient of a window of weights: too few pieces of C for all cores, but many blocks of k.</summary>
/// <remarks>Each block's product goes to scratch of its own; then they are added in the order of k, which is what <see cref="Gemm"/> defines. So the split cannot be seen in the bits.</remarks>
internal static unsafe class GemmDeep
{
    /// <summary>The most elements of C: with more there are pieces enough, and the blocks' products would not stay in the caches.</summary>
    internal const int MostOutputs = 96 * 192;

    /// <summary>The least k.</summary>
    internal const int LeastDepth = 8 * Gemm.BlockDepth;

    // Products at once: as many as 1.2 MB of floats hold.
    private const int MostBlocks = 16;

    internal static void Multiply<T, TTile>(T* a, nint rowStrideA, nint columnStrideA, T* b, bool transposeB, T* c, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmTile<T>
    {
        int outputs = m * n;
        int blocks = (k + Gemm.BlockDepth - 1) / Gemm.BlockDepth;
        using var scratch = new Scratch<T>(outputs * Math.Min(blocks, MostBlocks));
        fixed (T* products = scratch)
        {
            for (int first = 0; first < blocks; first += MostBlocks)
            {
                int count = Math.Min(blocks - first, MostBlocks);
                Work.Run(count, new Block<T, TTile>(a, rowStrideA, columnStrideA, b, transposeB, products, m, n, k, first));
                for (int block = 0; block < count; block++)
                {
                    var product = new ReadOnlySpan<T>(products + ((nint)block * outputs), outputs);
                    if (first + block == 0)
                    {
                        product.CopyTo(new Span<T>(c, outputs));
                    }
                    else
                    {
                        Gemm.AddTo(new Span<T>(c, outputs), product);
                    }
                }
            }
        }
    }

    private readonly struct Block<T, TTile>(T* a, nint rowStrideA, nint columnStrideA, T* b, bool transposeB, T* products, int m, int n, int k, int first) : IWorkItem
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTile : struct, IGemmTile<T>
    {
        public void Invoke(int index)
        {
            int step = (first + index) * Gemm.BlockDepth;
            T* rows = transposeB ? b + step : b + ((nint)step * n);
            T* product = products + ((nint)index * m * n);
            GemmPacked.Multiply<T, TTile>(a + (step * columnStrideA), rowStrideA, columnStrideA, rows, transposeB ? k : n, transposeB, product, m, n, Math.Min(Gemm.BlockDepth, k - step), null);
        }
    }
}
