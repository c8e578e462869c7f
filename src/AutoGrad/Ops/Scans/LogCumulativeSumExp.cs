using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The logarithm of the sum of the exponentials of each element and those before it along an axis.</summary>
        /// <remarks>
        /// Formula: y_k = ln(e^x_0 + ⋯ + e^x_k) along the axis, one after the other as by LogAddExp.
        /// Derivative: e^(x_k - y_k) h_k with h_k = g_k + e^(y_k - y_(k+1)) h_(k+1); no exponent is positive, so nothing overflows.
        /// Shapes: any, same.  Keeps: x, y.  Errors: AG111 for an axis that does not exist.
        /// Edges: as long as all are -inf the result is -inf with a zero gradient; +inf stays from there on.  Accuracy: 2 ulp for each step.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        public Tensor<T> LogCumulativeSumExp(int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = ShapeRules.Axis("LogCumulativeSumExp", axis, x.Shape);
            return Apply(
                x,
                x.Shape,
                new LogCumulativeSumExpKernel<T>(AxisSplit.Of("LogCumulativeSumExp", along, x.Shape), along),
                OpKind.General,
                static (x, y, kernel) => g =>
                {
                    // The last place has no next one: its factor is not read.
                    var factors = ExponentialRatio(y, Shifted(y, kernel.Axis, false));
                    return Absorb(LinearRecurrence(factors, g, kernel.Axis, true), ExponentialRatio(x, y));
                },
                "LogCumulativeSumExp");
        }
    }
}

internal readonly record struct LogCumulativeSumExpKernel<T>(AxisSplit Split, int Axis) : ISpanKernel<T>, IBatchable<LogCumulativeSumExpKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public LogCumulativeSumExpKernel<T> Over(int rows) => new(Split.Over(rows), Axis + 1);

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var (outer, size, inner) = Split;
        x.CopyTo(output);
        for (var block = 0; block < outer; block++)
        {
            for (var step = 1; step < size; step++)
            {
                var line = output.Slice(((block * size) + step) * inner, inner);
                ZipDriver.Run(new LogAddExpKernel<T>(), line, output.Slice(((block * size) + step - 1) * inner, inner), line);
            }
        }
    }
}
