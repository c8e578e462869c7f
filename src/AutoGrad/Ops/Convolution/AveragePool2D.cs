using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Mean of each window that slides over the last two axes; padding counts as zeros.</summary>
        /// <remarks>
        /// Formula: y[.., i, j] = the sum of x over the rows i stride - padding to i stride - padding + size - 1 and the columns likewise, divided by size^2.
        /// Derivative: g / size^2 added to every element of its window.
        /// Shapes: x is [.., height, width]; y is [.., rows, columns] with rows = (height + 2 padding - size) / stride + 1, rounded down.  Keeps: nothing.
        /// Errors: AG601 for a setting that is too small, AG602 where the window does not fit, AG603 where x has fewer than two axes, AG604 for a padding of more than half the window.
        /// Edges: NaN in a window gives NaN.  Accuracy: the sum is in row-major order.
        /// </remarks>
        /// <param name="size">The height and width of the window.</param>
        /// <param name="stride">How far the window moves each time: its size when left out.</param>
        /// <param name="padding">How many zeros surround x on each side.</param>
        public Tensor<T> AveragePool2D(int size, int? stride = null, int padding = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            return AveragePool(x, PoolMap.Create("AveragePool2D", x.Shape, size, stride, padding), "AveragePool2D");
        }
    }

    /// <summary>A cotangent taken back through a mean of windows: each number is spread evenly over its window.</summary>
    /// <remarks>Derivative: the mean of windows of h.  Shapes: g is the pooling's result, z its input.  Accuracy: sums in the windows' order.</remarks>
    internal static Tensor<T> AveragePoolGradient<T>(Tensor<T> g, PoolMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(g, map.X, new AveragePoolGradientKernel<T>(map), static kernel => h => AveragePool(h, kernel.Map, "AveragePool"));

    private static Tensor<T> AveragePool<T>(Tensor<T> x, PoolMap map, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, map.Result, new AveragePoolKernel<T>(map), static kernel => g => AveragePoolGradient(g, kernel.Map), op);
}

internal readonly record struct AveragePoolKernel<T>(PoolMap Map) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output) => MeanOfWindow.Take(Map.Sizes, x, output);
}

internal readonly record struct AveragePoolGradientKernel<T>(PoolMap Map) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output) => MeanOfWindow.Add(Map.Sizes, x, output);
}
