using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Standard deviation of a sample (correction 1) over some axes, or over all of them when none is named.</summary>
        /// <remarks>As StandardDeviation with the axes not kept and a correction of 1.</remarks>
        public Tensor<T> StandardDeviation(params ReadOnlySpan<int> axes) => x.StandardDeviation(axes, keepAxes: false);

        /// <summary>Standard deviation over some axes, or over all of them when none is named, which become 1 or vanish.</summary>
        /// <remarks>
        /// Formula: y = the square root of the variance: the sum of (x - m)^2 over the axes / (n - c), with c the <paramref name="correction"/>.
        /// Derivative: g (x - m) / (y (n - c)).  Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.  Keeps: x, y.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice, AG157 for a negative correction.
        /// Edges: the gradient is 0 where y = 0; NaN, value and gradient, where n does not exceed the correction, and NaN for no elements.
        /// Accuracy: two passes, so nothing cancels.  Source: Chan, Golub and LeVeque, Algorithms for computing the sample variance, 1983.
        /// </remarks>
        public Tensor<T> StandardDeviation(ReadOnlySpan<int> axes, bool keepAxes = false, double correction = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            var variance = VarianceKernel<T>.Create(x.Shape, axes, correction, "StandardDeviation", out var reduction);
            return Apply(
                x,
                reduction.Result(keepAxes),
                new StandardDeviationKernel<T>(variance),
                OpKind.General,
                static (x, y, kernel) => g =>
                {
                    var (from, axes) = (kernel.Variance.From, kernel.Variance.Axes);
                    var slope = DivideOrZero(x.Deviations(kernel.Variance), y.ReshapeTo(Reduction.Keep(from, axes)) * kernel.Variance.Divisor);
                    return Absorb(g.ExpandOver(from, axes), slope);
                },
                "StandardDeviation");
        }
    }
}

internal readonly record struct StandardDeviationKernel<T>(VarianceKernel<T> Variance) : ISpanKernel<T>, IBatchable<StandardDeviationKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public StandardDeviationKernel<T> Over(int rows) => new(Variance.Over(rows));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        Variance.Invoke(x, output);
        MapDriver.Run(new SquareRootOf<T>(), output, output);
    }

    private readonly record struct SquareRootOf<TValue> : IMapKernel<TValue>
        where TValue : unmanaged, IFloatingPointIeee754<TValue>
    {
        public TValue Invoke(TValue x) => TValue.Sqrt(x);

        public Vector512<TValue> Invoke(Vector512<TValue> x) => Vector512.Sqrt(x);
    }
}
