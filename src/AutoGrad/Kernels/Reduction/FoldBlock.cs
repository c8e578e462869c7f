using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Folds up to <see cref="Length"/> neighbouring elements in one fixed order, whatever vectors the machine has.
/// </summary>
/// <remarks>
/// Four accumulators of 16 float (8 double) lanes take whole vectors in turn; of what is left after the last four, whole vectors go to
/// accumulators 0, 1, 2 and the partial one, filled up with the identity, to accumulator 3. Then (0 with 1) with (2 with 3), then halves with halves.
/// A lane adds at most 64 (128) numbers in a row, so the error of a float sum stays near one unit in the last place.
/// </remarks>
internal static unsafe class FoldBlock
{
    public const int Length = 4_096;

    /// <summary>How many elements the four accumulators are, which <see cref="RunFirstHalf"/> leaves.</summary>
    public static int SumsOf<T>()
        where T : unmanaged => 4 * Vector512<T>.Count;

    /// <param name="kernel">The reduction.</param>
    /// <param name="x">The first element.</param>
    /// <param name="center">The center, or the second operand.</param>
    /// <param name="length">How many elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T Run<T, TKernel, TCenter>(TKernel kernel, T* x, TCenter center, nint length)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
        where TCenter : struct, IOperand<T>
    {
        Vector512<T> sum0 = Vector512.Create(kernel.Identity);
        Vector512<T> sum1 = sum0;
        Vector512<T> sum2 = sum0;
        Vector512<T> sum3 = sum0;
        nint i = Rounds(kernel, x, center, length, ref sum0, ref sum1, ref sum2, ref sum3);
        return End(kernel, x, center, i, length, sum0, sum1, sum2, sum3);
    }

    /// <summary>Folds the first half of a block whose second half follows: leaves the four accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void RunFirstHalf<T, TKernel>(TKernel kernel, T* x, T* sums)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        Vector512<T> sum0 = Vector512.Create(kernel.Identity);
        Vector512<T> sum1 = sum0;
        Vector512<T> sum2 = sum0;
        Vector512<T> sum3 = sum0;
        _ = Rounds(kernel, x, default(ScalarOperand<T>), Length / 2, ref sum0, ref sum1, ref sum2, ref sum3);
        nint lanes = Vector512<T>.Count;
        sum0.Store(sums);
        sum1.Store(sums + lanes);
        sum2.Store(sums + (2 * lanes));
        sum3.Store(sums + (3 * lanes));
    }

    /// <summary>Goes on with the second half, which may be shorter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T RunSecondHalf<T, TKernel>(TKernel kernel, T* x, nint length, T* sums)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        nint lanes = Vector512<T>.Count;
        Vector512<T> sum0 = Vector512.Load(sums);
        Vector512<T> sum1 = Vector512.Load(sums + lanes);
        Vector512<T> sum2 = Vector512.Load(sums + (2 * lanes));
        Vector512<T> sum3 = Vector512.Load(sums + (3 * lanes));
        nint i = Rounds(kernel, x, default(ScalarOperand<T>), length, ref sum0, ref sum1, ref sum2, ref sum3);
        return End(kernel, x, default(ScalarOperand<T>), i, length, sum0, sum1, sum2, sum3);
    }

    /// <summary>Four whole vectors at a time; returns how many elements that were.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Rounds<T, TKernel, TCenter>(
        TKernel kernel, T* x, TCenter center, nint length, ref Vector512<T> sum0, ref Vector512<T> sum1, ref Vector512<T> sum2, ref Vector512<T> sum3)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
        where TCenter : struct, IOperand<T>
    {
        nint lanes = Vector512<T>.Count;
        nint i = 0;
        for (; i <= length - (4 * lanes); i += 4 * lanes)
        {
            sum0 = kernel.Combine(sum0, kernel.Term(Vector512.Load(x + i), center.VectorAt(i)));
            sum1 = kernel.Combine(sum1, kernel.Term(Vector512.Load(x + i + lanes), center.VectorAt(i + lanes)));
            sum2 = kernel.Combine(sum2, kernel.Term(Vector512.Load(x + i + (2 * lanes)), center.VectorAt(i + (2 * lanes))));
            sum3 = kernel.Combine(sum3, kernel.Term(Vector512.Load(x + i + (3 * lanes)), center.VectorAt(i + (3 * lanes))));
        }

        return i;
    }

    /// <summary>What is left after the rounds, and the one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T End<T, TKernel, TCenter>(
        TKernel kernel, T* x, TCenter center, nint i, nint length, Vector512<T> sum0, Vector512<T> sum1, Vector512<T> sum2, Vector512<T> sum3)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
        where TCenter : struct, IOperand<T>
    {
        nint lanes = Vector512<T>.Count;
        if (i <= length - lanes)
        {
            sum0 = kernel.Combine(sum0, kernel.Term(Vector512.Load(x + i), center.VectorAt(i)));
            i += lanes;
            if (i <= length - lanes)
            {
                sum1 = kernel.Combine(sum1, kernel.Term(Vector512.Load(x + i), center.VectorAt(i)));
                i += lanes;
                if (i <= length - lanes)
                {
                    sum2 = kernel.Combine(sum2, kernel.Term(Vector512.Load(x + i), center.VectorAt(i)));
                    i += lanes;
                }
            }
        }

        if (i < length)
        {
            sum3 = kernel.Combine(sum3, Partial(kernel, x + i, center, i, length - i));
        }

        return Lanes(kernel, kernel.Combine(kernel.Combine(sum0, sum1), kernel.Combine(sum2, sum3)));
    }

    /// <summary>Folds the lanes of a vector: the upper half onto the lower one until one number is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Lanes<T, TKernel>(TKernel kernel, Vector512<T> sum)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
    {
        sum = kernel.Combine(sum, sum.GetUpper().ToVector512Unsafe());
        if (Vector512<T>.Count == 16)
        {
            sum = kernel.Combine(sum, sum.GetLower().GetUpper().ToVector256Unsafe().ToVector512Unsafe());
        }

        Vector256<T> four = sum.GetLower();
        return kernel.Combine(kernel.Combine(four[0], four[2]), kernel.Combine(four[1], four[3]));
    }

    /// <summary>The last terms, fewer than a vector has lanes, filled up with the identity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Partial<T, TKernel, TCenter>(TKernel kernel, T* x, TCenter center, nint i, nint count)
        where T : unmanaged
        where TKernel : struct, IFoldKernel<T>
        where TCenter : struct, IOperand<T>
    {
        Vector512<T> terms = kernel.Term(PartialVector.Load(x, count, default), center.PartialAt(i, count));
        return Vector512.ConditionalSelect(PartialVector.FirstLanes<T>(count), terms, Vector512.Create(kernel.Identity));
    }
}
