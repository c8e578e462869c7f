using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Copies and sums of rows that are often shorter than what a call costs: the rows of small images.</summary>
/// <remarks>The last vector of a row is moved back inside it: the elements that it shares with the one before get the same numbers twice.</remarks>
internal static unsafe class ShortRows
{
    // From here on the base library's loops, which choose by alignment, win back the call.
    private const int Long = 64;

    /// <summary>target = source; they do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<T>(T* source, T* target, int count)
        where T : unmanaged
    {
        if (count >= Long)
        {
            new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(target, count));
            return;
        }

        if (count >= Vector128<T>.Count)
        {
            var last = count - Vector128<T>.Count;
            for (var index = 0; index < last; index += Vector128<T>.Count)
            {
                Vector128.Load(source + index).Store(target + index);
            }

            Vector128.Load(source + last).Store(target + last);
            return;
        }

        for (var index = 0; index < count; index++)
        {
            target[index] = source[index];
        }
    }

    /// <summary>target += source; they do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(T* source, T* target, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count >= Long)
        {
            Gemm.AddTo(new Span<T>(target, count), new ReadOnlySpan<T>(source, count));
            return;
        }

        if (count >= Vector128<T>.Count)
        {
            // The last sum is taken before anything it shares is written.
            var last = count - Vector128<T>.Count;
            var sum = Vector128.Load(target + last) + Vector128.Load(source + last);
            for (var index = 0; index < last; index += Vector128<T>.Count)
            {
                (Vector128.Load(target + index) + Vector128.Load(source + index)).Store(target + index);
            }

            sum.Store(target + last);
            return;
        }

        for (var index = 0; index < count; index++)
        {
            target[index] += source[index];
        }
    }
}
