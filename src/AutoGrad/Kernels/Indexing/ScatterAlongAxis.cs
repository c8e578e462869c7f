using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// One index per element: output[o, indices[o, j, i], i] = x[o, j, i] for x and indices of shape [outer, count, inner] and output of shape [outer, size, inner].
/// Elements are written in the order of the input, so that the last of several at one place stays.
/// </summary>
internal static class ScatterAlongAxis
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, int outer, int size, int count, int inner, Span<T> output)
        where T : unmanaged
    {
        KernelErrors.CheckLength("input", indices.Length, x.Length);
        if (!Check(indices, outer, size, count, inner, output.Length))
        {
            return;
        }

        int position = 0;
        for (int block = 0; block < outer; block++)
        {
            Span<T> rows = output.Slice(block * size * inner, size * inner);
            for (int row = 0; row < count; row++)
            {
                for (int column = 0; column < inner; column++, position++)
                {
                    rows[(indices[position] * inner) + column] = x[position];
                }
            }
        }
    }

    /// <summary>The same with one value for all elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Fill<T>(T value, ReadOnlySpan<int> indices, int outer, int size, int count, int inner, Span<T> output)
        where T : unmanaged
    {
        if (!Check(indices, outer, size, count, inner, output.Length))
        {
            return;
        }

        int position = 0;
        for (int block = 0; block < outer; block++)
        {
            Span<T> rows = output.Slice(block * size * inner, size * inner);
            for (int row = 0; row < count; row++)
            {
                for (int column = 0; column < inner; column++, position++)
                {
                    rows[(indices[position] * inner) + column] = value;
                }
            }
        }
    }

    /// <summary>Whether there is anything to write; throws where lengths or indices do not fit.</summary>
    private static bool Check(ReadOnlySpan<int> indices, int outer, int size, int count, int inner, int length)
    {
        if (indices.IsEmpty)
        {
            return false;
        }

        KernelErrors.CheckLength("list of indices", (long)outer * count * inner, indices.Length);
        KernelErrors.CheckLength("output", (long)outer * size * inner, length);
        IndexCheck.All(indices, size);
        return true;
    }
}
