using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Exponentials scaled to sum to 1 along one axis: numbers to probabilities.</summary>
        /// <remarks>
        /// Formula: y_i = e^(x_i - m) / the sum over j of e^(x_j - m), with m the maximum along the axis.  Derivative: y (g - the sum of g y along the axis).
        /// Shapes: any of rank 1 or more, same.  Keeps: y.  Errors: AG111 for an axis that does not exist.
        /// Edges: an element of -inf gives 0; a line of nothing but -inf, or with +inf or NaN, gives NaN.  Accuracy: 4 ulp.
        /// Source: Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions, 2021.
        /// </remarks>
        public Tensor<T> Softmax(int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            axis = ShapeRules.Axis("Softmax", axis, x.Shape);
            var kernel = new SoftmaxKernel<T>(axis, AxisSplit.Of("Softmax", axis, x.Shape));
            return Apply(x, x.Shape, kernel, OpKind.General, static (_, y, kernel) => g => SoftmaxGradient(g, y, kernel.Axis), "Softmax");
        }

        /// <summary>The softmax of the negative: large where x is small.</summary>
        /// <remarks>
        /// Formula: y = softmax(-x).  Derivative: -y (g - the sum of g y along the axis).  Shapes: any of rank 1 or more, same.  Keeps: y.
        /// Errors: AG111 for an axis that does not exist.  Edges: as Softmax, signs reversed.  Accuracy: 4 ulp.
        /// </remarks>
        public Tensor<T> Softmin(int axis = -1) => (-x).Softmax(axis);
    }

    /// <summary>A cotangent taken back through a softmax, in one pass.</summary>
    /// <remarks>
    /// Formula: z = y (g - the sum of g y along the axis).  Derivative: the same of h for g, the Jacobian being symmetric; h (g - sum of g y) - g (sum of h y) for y.
    /// Shapes: all the same.  Keeps: y for g; g, y for y.  Accuracy: blocked pairwise sums.
    /// </remarks>
    internal static Tensor<T> SoftmaxGradient<T>(Tensor<T> g, Tensor<T> y, int axis)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            g,
            y,
            y.Shape,
            new SoftmaxGradientKernel<T>(axis, AxisSplit.Of("SoftmaxGradient", axis, y.Shape)),
            OpKind.General,
            static (_, y, _, kernel) => h => SoftmaxGradient(h, y, kernel.Axis),
            static (g, y, _, kernel) => h => (h * (g - (g * y).Sum([kernel.Axis], true))) - (g * (h * y).Sum([kernel.Axis], true)));
}

/// <summary>Softmax along one axis of [outer, size, inner]: by rows where the axis is the innermost, else by tiles of columns.</summary>
internal readonly record struct SoftmaxKernel<T>(int Axis, AxisSplit Split) : ISpanKernel<T>, IBatchable<SoftmaxKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public SoftmaxKernel<T> Over(int rows) => new(Axis + 1, Split.Over(rows));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        if (Split.Inner == 1)
        {
            RowLoop.Run(new SoftmaxRows<T>(Split.Size), x, Split.Size, output, Split.Size);
            return;
        }

        using var scratch = new Scratch<T>(Split.Outer * Split.Inner);
        var lines = scratch.Span;
        AxisLines.Fold(new MaxFold<T>(), Split, x, lines);
        AxisLines.Zip(new ExponentialOfDifference<T>(), Split, x, lines, output);
        AxisLines.Fold(new SumFold<T>(), Split, output, lines);
        AxisLines.Zip(new DivideKernel<T>(), Split, output, lines, output);
    }
}

internal readonly record struct SoftmaxGradientKernel<T>(int Axis, AxisSplit Split) : ISpanKernel2<T>, IBatchable<SoftmaxGradientKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public SoftmaxGradientKernel<T> Over(int rows) => new(Axis + 1, Split.Over(rows));

    /// <summary>The first input is g, the second y.</summary>
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        if (Split.Inner == 1)
        {
            RowLoop.Run(new SoftmaxGradientRows<T>(Split.Size), x, y, Split.Size, output);
            return;
        }

        using var scratch = new Scratch<T>(Split.Outer * Split.Inner);
        var lines = scratch.Span;
        ZipDriver.Run(new MultiplyKernel<T>(), x, y, output);
        AxisLines.Fold(new SumFold<T>(), Split, output, lines);
        AxisLines.Zip(new SubtractKernel<T>(), Split, x, lines, output);
        ZipDriver.Run(new MultiplyKernel<T>(), y, output, output);
    }
}

/// <summary>e^(x - y).</summary>
internal readonly record struct ExponentialOfDifference<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => Special.Exp(x - y);

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Special.Exp(x - y);
}
