using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Largest element of each window that slides over the last two axes.</summary>
        /// <remarks>
        /// Formula: y[.., i, j] = the largest x in the rows i stride - padding to i stride - padding + size - 1 and the columns likewise; padding is never chosen.
        /// Derivative: g is added to zeros at the place of the first largest element, in row-major order, of its window.
        /// Shapes: x is [.., height, width]; y is [.., rows, columns] with rows = (height + 2 padding - size) / stride + 1, rounded down.  Keeps: x, in which the places are found again.
        /// Errors: AG601 for a setting that is too small, AG602 where the window does not fit, AG603 where x has fewer than two axes, AG604 for a padding of more than half the window.
        /// Edges: a NaN in a window is chosen, the first of several, and gets the gradient.  Accuracy: exact.
        /// </remarks>
        /// <param name="size">The height and width of the window.</param>
        /// <param name="stride">How far the window moves each time: its size when left out.</param>
        /// <param name="padding">How far windows may reach beyond each side.</param>
        public Tensor<T> MaxPool2D(int size, int? stride = null, int padding = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            var map = PoolMap.Create("MaxPool2D", x.Shape, size, stride, padding);
            return Apply(x, map.Result, new MaxPoolKernel<T>(map), OpKind.General, static (x, _, kernel) => g => MaxPoolGradient(g, x, kernel.Map), "MaxPool2D");
        }
    }

    /// <summary>A cotangent taken back through a maximum of windows: each number is added at the place of the largest x in its window.</summary>
    /// <remarks>Derivative: h at those places for g; x only chooses, so there is none for x.  Shapes: g is the pooling's result, x and z its input.  Keeps: x.  Accuracy: sums in the windows' order.</remarks>
    internal static Tensor<T> MaxPoolGradient<T>(Tensor<T> g, Tensor<T> x, PoolMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(g, x, map.X, new MaxPoolGradientKernel<T>(map), OpKind.Linear, static (_, x, _, kernel) => h => MaxPoolTake(h, x, kernel.Map), null);

    /// <summary>The elements of h at the place of the largest x in each window.</summary>
    /// <remarks>Derivative: g added at those places for h; x only chooses, so there is none for x.  Shapes: h and x are the pooling's input, z its result.  Keeps: x.  Accuracy: exact.</remarks>
    internal static Tensor<T> MaxPoolTake<T>(Tensor<T> h, Tensor<T> x, PoolMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(h, x, map.Result, new MaxPoolTakeKernel<T>(map), OpKind.Linear, static (_, x, _, kernel) => g => MaxPoolGradient(g, x, kernel.Map), null);
}

internal readonly record struct MaxPoolKernel<T>(PoolMap Map) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output) => LargestOfWindow.Take(Map.Sizes, x, x, output);
}

internal readonly record struct MaxPoolGradientKernel<T>(PoolMap Map) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => LargestOfWindow.Add(Map.Sizes, y, x, output);
}

internal readonly record struct MaxPoolTakeKernel<T>(PoolMap Map) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => LargestOfWindow.Take(Map.Sizes, y, x, output);
}
