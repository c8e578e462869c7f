using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// The transpose of <see cref="StridedCopy"/>: destination[offset + i * strides[0] + ...] takes source[i, ...], the source dense. Elements of
/// the destination that no index reaches keep their value, so callers clear it first.
/// </summary>
internal static unsafe class StridedScatter
{
    /// <summary>Overwrites: for a map that reaches no element twice, such as the adjoint of a slice or a flip.</summary>
    public static void Run<T>(ReadOnlySpan<T> source, Span<T> destination, int offset, ReadOnlySpan<int> strides, ReadOnlySpan<int> shape)
        where T : unmanaged => Run(new SourceKernel<T>(), source, destination, offset, strides, shape);

    /// <summary>Writes a function of what is there and of the source: their sum, for a map of the same kind.</summary>
    public static void Run<T, TKernel>(TKernel kernel, ReadOnlySpan<T> source, Span<T> destination, int offset, ReadOnlySpan<int> strides, ReadOnlySpan<int> shape)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
    {
        LoopNest.Create(out var nest, shape, strides);
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
                Write(kernel, read, destinationStart + offset + at.X, nest.X[0], inner);
                read += inner;
                at.Next(nest);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Write<T, TKernel>(TKernel kernel, T* source, T* destination, nint stride, nint length)
        where T : unmanaged
        where TKernel : struct, IZipKernel<T>
    {
        if (stride == 1)
        {
            ElementLoop.Zip(kernel, new DenseOperand<T>(destination), new DenseOperand<T>(source), destination, length);
            return;
        }

        for (nint i = 0; i < length; i++)
        {
            *destination = kernel.Invoke(*destination, source[i]);
            destination += stride;
        }
    }

    /// <summary>What is written is the source.</summary>
    private readonly struct SourceKernel<T> : IZipKernel<T>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke(T destination, T source) => source;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> destination, Vector512<T> source) => source;
    }
}
