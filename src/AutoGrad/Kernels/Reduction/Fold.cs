using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Folds neighbouring elements to one number: blocks of <see cref="FoldBlock.Length"/>, combined pairwise.</summary>
internal static unsafe class Fold
{
    // Fewer are folded by the time that another core has fetched its part.
    private const int ParallelBlocks = 16;

    /// <summary>Folds a span; the center is the same for all terms.</summary>
    public static T Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> x, T center = default)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        if (x.IsEmpty)
        {
            return kernel.Empty;
        }

        fixed (T* start = x)
        {
            return Run(kernel, start, new ScalarOperand<T>(center), x.Length);
        }
    }

    /// <summary>Folds terms of two operands of equal length, such as the products of a dot product.</summary>
    public static T Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        KernelErrors.CheckLength("second operand", x.Length, y.Length);
        if (x.IsEmpty)
        {
            return kernel.Empty;
        }

        fixed (T* start = x, second = y)
        {
            return Run(kernel, start, new DenseOperand<T>(second), x.Length);
        }
    }

    /// <summary>Folds at least one element.</summary>
    [SkipLocalsInit]
    public static T Run<T, TKernel, TCenter>(TKernel kernel, T* x, TCenter center, nint length)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
        where TCenter : struct, IOperand<T>
    {
        if (length <= FoldBlock.Length)
        {
            return FoldBlock.Run(kernel, x, center, length);
        }

        T* stack = stackalloc T[Cascade.Depth];
        int depth = 0;
        long count = 0;
        int blocks = (int)((length + FoldBlock.Length - 1) / FoldBlock.Length);
        if (blocks < ParallelBlocks)
        {
            Push(kernel, x, center, length, stack, ref depth, ref count);
            return Cascade.Finish(kernel, stack, depth);
        }

        // Every block's result first, on all cores; then the same tree of them.
        using var scratch = new Scratch<T>(blocks);
        fixed (T* results = scratch)
        {
            Chunks.Run(blocks, Chunks.Grain(FoldBlock.Length), new BlocksItem<T, TKernel, TCenter>(kernel, x, center, length, results));
            return Combine(kernel, results, 1, blocks);
        }
    }

    /// <summary>Combines the results of at least one block, in their order, that lie so many elements apart.</summary>
    [SkipLocalsInit]
    public static T Combine<T, TKernel>(TKernel kernel, T* results, nint stride, int blocks)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        T* stack = stackalloc T[Cascade.Depth];
        int depth = 0;
        long count = 0;
        for (int block = 0; block < blocks; block++)
        {
            Cascade.Push(kernel, stack, ref depth, ref count, results[block * stride]);
        }

        return Cascade.Finish(kernel, stack, depth);
    }

    /// <summary>Pushes the blocks of one run onto a cascade that may hold other runs already.</summary>
    public static void Push<T, TKernel, TCenter>(
        TKernel kernel, T* x, TCenter center, nint length, T* stack, ref int depth, ref long count)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
        where TCenter : struct, IOperand<T>
    {
        for (nint start = 0; start < length; start += FoldBlock.Length)
        {
            Cascade.Push(kernel, stack, ref depth, ref count, Block(kernel, x, center, start, length));
        }
    }

    private static T Block<T, TKernel, TCenter>(TKernel kernel, T* x, TCenter center, nint start, nint length)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
        where TCenter : struct, IOperand<T> =>
        FoldBlock.Run(kernel, x + start, new ShiftedOperand<T, TCenter>(center, start), Math.Min(FoldBlock.Length, length - start));

    private readonly struct BlocksItem<T, TKernel, TCenter>(TKernel kernel, T* x, TCenter center, nint length, T* results) : IChunkItem
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
        where TCenter : struct, IOperand<T>
    {
        public void Invoke(int first, int count)
        {
            for (int block = first; block < first + count; block++)
            {
                results[block] = Block(kernel, x, center, (nint)block * FoldBlock.Length, length);
            }
        }
    }

    /// <summary>A second operand seen from a later element on.</summary>
    private readonly struct ShiftedOperand<T, TOperand>(TOperand operand, nint shift) : IOperand<T>
        where T : unmanaged
        where TOperand : struct, IOperand<T>
    {
        public static bool IsVectorized => TOperand.IsVectorized;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T At(nint index) => operand.At(shift + index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> VectorAt(nint index) => operand.VectorAt(shift + index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes LanesAt<TLanes>(nint index)
            where TLanes : struct, ILanes<TLanes, T> => operand.LanesAt<TLanes>(shift + index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> PartialAt(nint index, nint count) => operand.PartialAt(shift + index, count);
    }
}
