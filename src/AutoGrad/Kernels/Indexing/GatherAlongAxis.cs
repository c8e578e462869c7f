using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// One index per result: output[o, j, i] = x[o, indices[o, j, i], i] for x of shape [outer, size, inner] and indices of shape [outer, count, inner].
/// </summary>
internal static unsafe class GatherAlongAxis
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, int outer, int size, int count, int inner, Span<T> output)
        where T : unmanaged
    {
        KernelErrors.CheckLength("input", (long)outer * size * inner, x.Length);
        KernelErrors.CheckLength("list of indices", (long)outer * count * inner, indices.Length);
        KernelErrors.CheckLength("output", indices.Length, output.Length);
        IndexCheck.All(indices, size);
        fixed (T* source = x, target = output)
        {
            int position = 0;
            for (nint block = 0; block < outer; block++)
            {
                T* rows = source + (block * size * inner);
                for (int row = 0; row < count; row++)
                {
                    for (nint column = 0; column < inner; column++, position++)
                    {
                        target[position] = rows[((nint)indices[position] * inner) + column];
                    }
                }
            }
        }
    }
}

/// <summary>
/// The transpose of <see cref="GatherAlongAxis"/>: output[o, indices[o, j, i], i] += x[o, j, i], in the order of the input, so the bits never change.
/// </summary>
internal static unsafe class ScatterAddAlongAxis
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, int outer, int size, int count, int inner, Span<T> output)
        where T : unmanaged, INumberBase<T>
    {
        KernelErrors.CheckLength("list of indices", (long)outer * count * inner, indices.Length);
        KernelErrors.CheckLength("input", indices.Length, x.Length);
        KernelErrors.CheckLength("output", (long)outer * size * inner, output.Length);
        IndexCheck.All(indices, size);
        fixed (T* source = x, target = output)
        {
            int position = 0;
            for (nint block = 0; block < outer; block++)
            {
                T* rows = target + (block * size * inner);
                for (int row = 0; row < count; row++)
                {
                    for (nint column = 0; column < inner; column++, position++)
                    {
                        rows[((nint)indices[position] * inner) + column] += source[position];
                    }
                }
            }
        }
    }
}
