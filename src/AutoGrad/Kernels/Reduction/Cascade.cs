using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Combines block results pairwise in the order of their arrival, like a binary counter: after n pushes the stack holds one partial result
/// per set bit of n. The tree depends on n alone, and an aligned group of 2^k blocks is a subtree, so cores may fold such groups apart.
/// </summary>
/// <remarks>N. J. Higham, The accuracy of floating point summation, SIAM J. Sci. Comput. 14 (1993): the error of pairwise summation grows with log n.</remarks>
internal static unsafe class Cascade
{
    /// <summary>Enough for 2^32 blocks, one more for the value on its way.</summary>
    public const int Depth = 34;

    /// <summary>Pushes one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Push<T, TKernel>(TKernel kernel, T* stack, ref int depth, ref long count, T value)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        for (long pairs = count++; (pairs & 1) != 0; pairs >>= 1)
        {
            value = kernel.Combine(stack[--depth], value);
        }

        stack[depth++] = value;
    }

    /// <summary>Combines what is left, the latest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Finish<T, TKernel>(TKernel kernel, T* stack, int depth)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        T value = stack[--depth];
        while (depth > 0)
        {
            value = kernel.Combine(stack[--depth], value);
        }

        return value;
    }

    /// <summary>Pushes the row that the caller wrote on top of a stack of rows of <paramref name="width"/> elements, a multiple of the lanes.</summary>
    public static void PushRow<T, TKernel>(TKernel kernel, T* stack, ref int depth, ref long count, nint width)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        depth++;
        for (long pairs = count++; (pairs & 1) != 0; pairs >>= 1)
        {
            Join(kernel, stack, ref depth, width);
        }
    }

    /// <summary>Leaves the result in the stack's first row.</summary>
    public static void FinishRow<T, TKernel>(TKernel kernel, T* stack, int depth, nint width)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        while (depth > 1)
        {
            Join(kernel, stack, ref depth, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Join<T, TKernel>(TKernel kernel, T* stack, ref int depth, nint width)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        depth--;
        T* right = stack + (depth * width);
        T* left = right - width;
        for (nint i = 0; i < width; i += Vector512<T>.Count)
        {
            kernel.Combine(Vector512.Load(left + i), Vector512.Load(right + i)).Store(left + i);
        }
    }
}
