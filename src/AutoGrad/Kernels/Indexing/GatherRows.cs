using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Rows by number: output[o, i, :] = x[o, indices[i], :] for x of shape [outer, size, inner]. An embedding has outer 1; selecting along any axis has
/// the axes before it as outer and those behind it as inner.
/// </summary>
internal static class GatherRows
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, int outer, int size, int inner, Span<T> output)
        where T : unmanaged
    {
        KernelErrors.CheckLength("input", (long)outer * size * inner, x.Length);
        KernelErrors.CheckLength("output", (long)outer * indices.Length * inner, output.Length);
        IndexCheck.All(indices, size);
        for (int block = 0; block < outer; block++)
        {
            ReadOnlySpan<T> rows = x.Slice(block * size * inner, size * inner);
            Span<T> target = output.Slice(block * indices.Length * inner, indices.Length * inner);
            if (inner == 1)
            {
                for (int i = 0; i < indices.Length; i++)
                {
                    target[i] = rows[indices[i]];
                }

                continue;
            }

            for (int i = 0; i < indices.Length; i++)
            {
                rows.Slice(indices[i] * inner, inner).CopyTo(target[(i * inner)..]);
            }
        }
    }
}

/// <summary>
/// The transpose of <see cref="GatherRows"/>: output[o, indices[i], :] += x[o, i, :]. Rows are added in the order of the indices, so the bits never change.
/// </summary>
internal static unsafe class ScatterAddRows
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, int outer, int size, int inner, Span<T> output)
        where T : unmanaged, INumberBase<T>
    {
        KernelErrors.CheckLength("input", (long)outer * indices.Length * inner, x.Length);
        KernelErrors.CheckLength("output", (long)outer * size * inner, output.Length);
        IndexCheck.All(indices, size);
        fixed (T* source = x, target = output)
        {
            for (nint block = 0; block < outer; block++)
            {
                T* read = source + (block * indices.Length * inner);
                T* write = target + (block * size * inner);
                for (int i = 0; i < indices.Length; i++)
                {
                    Add(read, write + ((nint)indices[i] * inner), inner);
                    read += inner;
                }
            }
        }
    }

    /// <summary>Adds neighbours to neighbours, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Add<T>(T* source, T* destination, nint length)
        where T : unmanaged, INumberBase<T>
    {
        nint i = 0;
        nint lanes = Vector512<T>.Count;
        for (; i <= length - lanes; i += lanes)
        {
            (Vector512.Load(destination + i) + Vector512.Load(source + i)).Store(destination + i);
        }

        for (; i < length; i++)
        {
            destination[i] += source[i];
        }
    }
}

/// <summary>Looks at indices before a kernel uses them: products of wrong ones could wrap around into range.</summary>
internal static class IndexCheck
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void All(ReadOnlySpan<int> indices, int size)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)size)
            {
                KernelErrors.IndexOutOfRange(indices[i], size, i);
            }
        }
    }
}
