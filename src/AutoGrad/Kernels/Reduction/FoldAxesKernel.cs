namespace AutoGrad;

/// <summary><see cref="FoldAxes"/> as a kernel: a reduction over some axes of a shape.</summary>
internal readonly record struct FoldAxesKernel<T, TFold>(TFold Fold, int[] Shape, bool[] Reduced) : ISpanKernel<T>
    where T : unmanaged
    where TFold : struct, IFoldKernel<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output) => FoldAxes.Run(Fold, x, Shape, Reduced, output);
}

/// <summary>As <see cref="FoldAxesKernel{T, TFold}"/>, with a center for each result as the second operand.</summary>
internal readonly record struct CenteredFoldAxesKernel<T, TFold>(TFold Fold, int[] Shape, bool[] Reduced) : ISpanKernel2<T>
    where T : unmanaged
    where TFold : struct, IFoldKernel<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => FoldAxes.Run(Fold, x, Shape, Reduced, output, y);
}
