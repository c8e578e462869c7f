using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Variance of a sample (correction 1) over some axes, or over all of them when none is named.</summary>
        /// <remarks>As Variance with the axes not kept and a correction of 1.</remarks>
        public Tensor<T> Variance(params ReadOnlySpan<int> axes) => x.Variance(axes, keepAxes: false);

        /// <summary>Variance over some axes, or over all of them when none is named, which become 1 or vanish.</summary>
        /// <remarks>
        /// Formula: y = the sum of (x - m)^2 over the axes / (n - c), with m the mean of the n terms and c the <paramref name="correction"/>: 1 for a sample
        /// (Bessel), 0 for a whole population.  Derivative: 2 g (x - m) / (n - c); what moves through the mean cancels.
        /// Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.  Keeps: x.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice, AG157 for a negative correction.
        /// Edges: NaN, value and gradient, where n does not exceed the correction, and NaN for no elements.
        /// Accuracy: two passes, so nothing cancels.  Source: Chan, Golub and LeVeque, Algorithms for computing the sample variance, 1983.
        /// </remarks>
        public Tensor<T> Variance(ReadOnlySpan<int> axes, bool keepAxes = false, double correction = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            var kernel = VarianceKernel<T>.Create(x.Shape, axes, correction, "Variance", out var reduction);
            return Apply(
                x,
                reduction.Result(keepAxes),
                kernel,
                OpKind.General,
                static (x, _, kernel) => g => Absorb(g.ExpandOver(kernel.From, kernel.Axes), x.Deviations(kernel) * (T.CreateTruncating(2) / kernel.Divisor)),
                "Variance");
        }

        /// <summary>x less its mean over a set of axes.</summary>
        private Tensor<T> Deviations(VarianceKernel<T> kernel) =>
            x - (x.SumOver(kernel.Axes, Reduction.Keep(kernel.From, kernel.Axes)) / T.CreateTruncating(kernel.Count));
    }
}

/// <summary>Sum of squared deviations from the mean, divided by what is left of the count.</summary>
internal readonly record struct VarianceKernel<T>(Shape From, AxisSet Axes, int Count, T Divisor) : ISpanKernel<T>, IBatchable<VarianceKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public VarianceKernel<T> Over(int rows) => this with { From = From.Over(rows), Axes = Axes.Behind(1) };

    public static VarianceKernel<T> Create(Shape from, ReadOnlySpan<int> axes, double correction, string op, out Reduction reduction)
    {
        if (!(correction >= 0))
        {
            throw Errors.Correction(op, correction);
        }

        reduction = new Reduction(from, axes, op);
        return new VarianceKernel<T>(from, reduction.Axes, reduction.Length, T.CreateTruncating(Math.Max(0, reduction.Length - correction)));
    }

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        new MeanKernel<T>(From, Axes, Count).Invoke(x, output);
        new CenteredReduceKernel<T, SquaredDeviationFold<T>>(new SquaredDeviationFold<T>(), From, Axes).Invoke(x, output, output);
        MapDriver.Run(new DivideNumberKernel<T>(Divisor), output, output);
    }
}
