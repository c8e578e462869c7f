using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Mean of windows that divide the last two axes into a given number of rows and columns, as evenly as they can.</summary>
        /// <remarks>
        /// Formula: y[.., i, j] = the mean of x over the rows ⌊i height / rows⌋ to ⌈(i + 1) height / rows⌉ - 1 and the columns likewise.  Derivative: g divided by the size of its window, added to each element in it.
        /// Shapes: x is [.., height, width]; y is [.., rows, columns].  Keeps: nothing.
        /// Errors: AG603 where x has fewer than two axes, AG601 for a size below 1, AG661 for an image without elements.  Edges: windows overlap by one where the sizes do not divide.
        /// Accuracy: that of two MatMuls.
        /// </remarks>
        /// <param name="rows">How many rows the result has.</param>
        /// <param name="columns">How many columns the result has.</param>
        public Tensor<T> AdaptiveAveragePool2D(int rows, int columns)
        {
            ArgumentNullException.ThrowIfNull(x);
            CheckAdaptive("AdaptiveAveragePool2D", x.Shape, rows, columns);
            return AveragingMatrix<T>(rows, x.Shape[^2]).MatMul(x).MatMul(AveragingMatrix<T>(columns, x.Shape[^1]), transposeRight: true);
        }

        /// <summary>Largest element of windows that divide the last two axes into a given number of rows and columns, as evenly as they can.</summary>
        /// <remarks>
        /// Formula: y[.., i, j] = the largest x over the rows ⌊i height / rows⌋ to ⌈(i + 1) height / rows⌉ - 1 and the columns likewise.  Derivative: g in equal parts to the elements of its window that equal y.
        /// Shapes: x is [.., height, width]; y is [.., rows, columns].  Keeps: the windows.
        /// Errors: AG603 where x has fewer than two axes, AG601 for a size below 1, AG661 for an image without elements.
        /// Edges: windows overlap by one where the sizes do not divide; a NaN in a window gives NaN.  Accuracy: exact.
        /// </remarks>
        /// <param name="rows">How many rows the result has.</param>
        /// <param name="columns">How many columns the result has.</param>
        public Tensor<T> AdaptiveMaxPool2D(int rows, int columns)
        {
            ArgumentNullException.ThrowIfNull(x);
            CheckAdaptive("AdaptiveMaxPool2D", x.Shape, rows, columns);
            var cells = new Tensor<T>[rows * columns];
            for (var row = 0; row < rows; row++)
            {
                var (top, bottom) = AdaptiveWindow(row, rows, x.Shape[^2]);
                var band = x.Narrow(-2, top, bottom - top);
                for (var column = 0; column < columns; column++)
                {
                    var (left, right) = AdaptiveWindow(column, columns, x.Shape[^1]);
                    cells[(row * columns) + column] = band.Narrow(-1, left, right - left).Max([-2, -1], keepAxes: false);
                }
            }

            return Stack(cells, -1).ReshapeTo(Shape.Create([.. x.Shape.AsSpan()[..^2], rows, columns]));
        }
    }

    private static void CheckAdaptive(string op, Shape x, int rows, int columns)
    {
        if (x.Rank < 2)
        {
            throw Errors.PoolInput(op, x);
        }

        ConvolutionMap.CheckSetting(op, "number of rows", rows, 1);
        ConvolutionMap.CheckSetting(op, "number of columns", columns, 1);
        if (x[^1] == 0 || x[^2] == 0)
        {
            throw Errors.EmptyImage(op, x);
        }
    }

    /// <summary>The elements, first to end - 1, in one of the windows that divide an axis.</summary>
    private static (int First, int End) AdaptiveWindow(int index, int count, int size) => ((int)((long)index * size / count), (int)((((index + 1L) * size) + count - 1) / count));

    /// <summary>The matrix that takes the mean of each window.</summary>
    private static Tensor<T> AveragingMatrix<T>(int count, int size)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var weights = new T[count * size];
        for (var row = 0; row < count; row++)
        {
            var (first, end) = AdaptiveWindow(row, count, size);
            for (var column = first; column < end; column++)
            {
                weights[(row * size) + column] = T.One / T.CreateTruncating(end - first);
            }
        }

        return Tensor.Create<T>(weights, Shape.Create(count, size));
    }
}
