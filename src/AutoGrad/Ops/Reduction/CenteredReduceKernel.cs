using System.Numerics;

namespace AutoGrad;

/// <summary>Folds a tensor over a set of axes about one center for each result: the second operand.</summary>
internal readonly record struct CenteredReduceKernel<T, TFold>(TFold Fold, Shape From, AxisSet Axes) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TFold : struct, IFoldKernel<T>
{
    /// <remarks>The output may be the centers: the fold reads each center before it writes the result in its place.</remarks>
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        Span<bool> reduced = stackalloc bool[From.Rank];
        Axes.CopyTo(reduced);
        FoldAxes.Run(Fold, x, From, reduced, output, y);
    }
}
