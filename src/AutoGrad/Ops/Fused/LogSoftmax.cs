using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Logarithm of the softmax along one axis, without forming the softmax.</summary>
        /// <remarks>
        /// Formula: y_i = x_i - m - ln of the sum over j of e^(x_j - m), with m the maximum along the axis.  Derivative: g - e^y times the sum of g along the axis.
        /// Shapes: any of rank 1 or more, same.  Keeps: y.  Errors: AG111 for an axis that does not exist.
        /// Edges: an element of -inf gives -inf; a line of nothing but -inf, or with +inf or NaN, gives NaN.
        /// Accuracy: 3 ulp of the larger of the two terms.  Source: Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions, 2021.
        /// </remarks>
        public Tensor<T> LogSoftmax(int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            axis = ShapeRules.Axis("LogSoftmax", axis, x.Shape);
            var kernel = new LogSoftmaxKernel<T>(axis, AxisSplit.Of("LogSoftmax", axis, x.Shape));
            return Apply(x, x.Shape, kernel, OpKind.General, static (_, y, kernel) => g => LogSoftmaxGradient(g, y, kernel.Axis), "LogSoftmax");
        }
    }

    /// <summary>A cotangent taken back through a log-softmax, in one pass.</summary>
    /// <remarks>
    /// Formula: z = g - e^y times the sum of g along the axis.  Derivative: h - the sum of h e^y along the axis for g, -h e^y times the sum of g for y.
    /// Shapes: all the same.  Keeps: y for g; g, y for y.  Accuracy: blocked pairwise sums.
    /// </remarks>
    internal static Tensor<T> LogSoftmaxGradient<T>(Tensor<T> g, Tensor<T> y, int axis)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            g,
            y,
            y.Shape,
            new LogSoftmaxGradientKernel<T>(axis, AxisSplit.Of("LogSoftmaxGradient", axis, y.Shape)),
            OpKind.General,
            static (_, y, _, kernel) => h => h - (h * y.Exp()).Sum([kernel.Axis], true),
            static (g, y, _, kernel) => h => -h * y.Exp() * g.Sum([kernel.Axis], true));
}

internal readonly record struct LogSoftmaxKernel<T>(int Axis, AxisSplit Split) : ISpanKernel<T>, IBatchable<LogSoftmaxKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public LogSoftmaxKernel<T> Over(int rows) => new(Axis + 1, Split.Over(rows));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        if (Split.Inner == 1)
        {
            RowLoop.Run(new LogSoftmaxRows<T>(Split.Size), x, Split.Size, output, Split.Size);
            return;
        }

        var count = Split.Outer * Split.Inner;
        using var scratch = new Scratch<T>(2 * count);
        var maxima = scratch.Span[..count];
        var logs = scratch.Span[count..];
        AxisLines.Fold(new MaxFold<T>(), Split, x, maxima);
        FoldAxes.Run(new SumOfExponentialsFold<T>(), x, [Split.Outer, Split.Size, Split.Inner], [false, true, false], logs, maxima);
        MapDriver.Run(new LogKernel<T>(), logs, logs);

        // In this order the first difference is exact near the maximum.
        AxisLines.Zip(new SubtractKernel<T>(), Split, x, maxima, output);
        AxisLines.Zip(new SubtractKernel<T>(), Split, output, logs, output);
    }
}

internal readonly record struct LogSoftmaxGradientKernel<T>(int Axis, AxisSplit Split) : ISpanKernel2<T>, IBatchable<LogSoftmaxGradientKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public LogSoftmaxGradientKernel<T> Over(int rows) => new(Axis + 1, Split.Over(rows));

    /// <summary>The first input is g, the second y.</summary>
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        if (Split.Inner == 1)
        {
            RowLoop.Run(new LogSoftmaxGradientRows<T>(Split.Size), x, y, Split.Size, output);
            return;
        }

        using var scratch = new Scratch<T>(Split.Outer * Split.Inner);
        var lines = scratch.Span;
        AxisLines.Fold(new SumFold<T>(), Split, x, lines);
        AxisLines.Zip(new ExponentialTimes(), Split, y, lines, output);
        ZipDriver.Run(new SubtractKernel<T>(), x, output, output);
    }

    private readonly record struct ExponentialTimes : IZipKernel<T>
    {
        public T Invoke(T x, T y) => Special.Exp(x) * y;

        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Special.Exp(x) * y;
    }
}
