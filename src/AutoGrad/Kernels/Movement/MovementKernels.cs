using System.Numerics;

namespace AutoGrad;

/// <summary><see cref="StridedCopy"/> as a kernel: reads by strides, writes densely.</summary>
internal readonly record struct StridedCopyKernel<T>(int Offset, int[] Strides, int[] Shape) : ISpanKernel<T>
    where T : unmanaged
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output) => StridedCopy.Run(x, Offset, Strides, Shape, output);
}

/// <summary>The adjoint of <see cref="StridedCopyKernel{T}"/> where no element is read twice: clears the output, then writes by strides.</summary>
internal readonly record struct StridedScatterKernel<T>(int Offset, int[] Strides, int[] Shape) : ISpanKernel<T>
    where T : unmanaged
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        output.Clear();
        StridedScatter.Run(x, output, Offset, Strides, Shape);
    }
}

/// <summary>The adjoint of <see cref="StridedCopyKernel{T}"/> in general: clears the output, then adds by strides.</summary>
internal readonly record struct StridedAccumulateKernel<T>(int Offset, int[] Strides, int[] Shape) : ISpanKernel<T>
    where T : unmanaged, INumberBase<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        output.Clear();
        StridedAccumulate.Run(x, output, Offset, Strides, Shape);
    }
}
