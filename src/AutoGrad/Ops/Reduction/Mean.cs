using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Mean over some axes, or over all of them when none is named.</summary>
        /// <remarks>As Mean with the axes not kept.</remarks>
        public Tensor<T> Mean(params ReadOnlySpan<int> axes) => x.Mean(axes, keepAxes: false);

        /// <summary>Mean over some axes, or over all of them when none is named, which become 1 or vanish.</summary>
        /// <remarks>
        /// Formula: y = the sum of x over the axes, divided by the number n of its terms.  Derivative: g / n broadcast over the axes.
        /// Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice.  Edges: the mean of nothing is NaN.
        /// Accuracy: blocked pairwise sum, one more rounding.
        /// </remarks>
        public Tensor<T> Mean(ReadOnlySpan<int> axes, bool keepAxes)
        {
            ArgumentNullException.ThrowIfNull(x);
            var reduction = new Reduction(x.Shape, axes, "Mean");
            var kernel = new MeanKernel<T>(x.Shape, reduction.Axes, reduction.Length);
            return Apply(
                x,
                reduction.Result(keepAxes),
                kernel,
                static kernel => g => (g / T.CreateTruncating(Math.Max(kernel.Count, 1))).ExpandOver(kernel.From, kernel.Axes),
                "Mean");
        }
    }
}

internal readonly record struct MeanKernel<T>(Shape From, AxisSet Axes, int Count) : ISpanKernel<T>, IFoldingKernel<T>, IBatchable<MeanKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public MeanKernel<T> Over(int rows) => this with { From = From.Over(rows), Axes = Axes.Behind(1) };

    public FoldLink<T> Link() => new FoldLink<T, SumFold<T>, DivideNumberKernel<T>>(default, new DivideNumberKernel<T>(T.CreateTruncating(Count)));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        new ReduceKernel<T, SumFold<T>>(new SumFold<T>(), From, Axes).Invoke(x, output);
        MapDriver.Run(new DivideNumberKernel<T>(T.CreateTruncating(Count)), output, output);
    }
}
