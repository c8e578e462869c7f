using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The transpose of <see cref="StridedCopy"/>: destination[offset + i * strides[0] + ...] takes source[i, ...], the source dense. Elements of
/// the destination that no index reaches keep their value, so callers clear it first.
/// </summary>
internal static unsafe class StridedScatter
{
    /// <summary>Overwrites: for a map that reaches no element twice, such as the adjoint of a slice or a flip.</summary>
    public static void Run<T>(ReadOnlySpan<T> source, Span<T> destination, int offset, ReadOnlySpan<int> strides, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        LoopNest nest = LoopNest.Create(shape, strides);
        KernelErrors.CheckLength("source", nest.Count, source.Length);
        nest.CheckReach(nest.X, offset, destination.Length);
        fixed (T* sourceStart = source, destinationStart = destination)
        {
            int inner = nest.Shape[0];
            int rows = nest.Count == 0 ? 0 : nest.Turns(1);
            var at = new Odometer(nest, 1);
            T* read = sourceStart;
            for (int row = 0; row < rows; row++)
            {
                Write(read, destinationStart + offset + at.X, nest.X[0], inner);
                read += inner;
                at.Next(nest);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Write<T>(T* source, T* destination, nint stride, nint length)
        where T : unmanaged
    {
        if (stride == 1)
        {
            new ReadOnlySpan<T>(source, (int)length).CopyTo(new Span<T>(destination, (int)length));
            return;
        }

        for (nint i = 0; i < length; i++)
        {
            *destination = source[i];
            destination += stride;
        }
    }
}
