using System.Numerics;

namespace AutoGrad;

/// <summary>Folds along the middle axis of [outer, size, inner] into [outer, inner], and element-wise work with such a result, broadcast back.</summary>
internal static class AxisLines
{
    public static void Fold<T, TFold>(TFold fold, AxisSplit split, ReadOnlySpan<T> x, Span<T> lines)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFoldKernel<T> =>
        FoldAxes.Run(fold, x, [split.Outer, split.Size, split.Inner], [false, true, false], lines);

    /// <summary>The output may be x.</summary>
    public static void Zip<T, TKernel>(TKernel kernel, AxisSplit split, ReadOnlySpan<T> x, ReadOnlySpan<T> lines, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IZipKernel<T> =>
        ZipDriver.Run(
            kernel, x, [split.Size * split.Inner, split.Inner, 1], lines, [split.Inner, 0, 1], output, [split.Outer, split.Size, split.Inner]);
}
