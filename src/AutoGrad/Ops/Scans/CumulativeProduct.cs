using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The product of each element and those before it along an axis.</summary>
        /// <remarks>
        /// Formula: y_k = x_0 ⋯ x_k along the axis.  Derivative: y_(k-1) h_k with h_k = g_k + x_(k+1) h_(k+1): no division, so it is exact with any number of zeros.
        /// Shapes: any, same.  Keeps: x, y.  Errors: AG111 for an axis that does not exist.  Accuracy: one multiplication after the other.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        public Tensor<T> CumulativeProduct(int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = ShapeRules.Axis("CumulativeProduct", axis, x.Shape);
            return Apply(
                x,
                x.Shape,
                new RunningProductKernel<T>(AxisSplit.Of("CumulativeProduct", along, x.Shape), along),
                OpKind.General,
                static (x, y, kernel) => g => Shifted(y, kernel.Axis, true, 1) * LinearRecurrence(Shifted(x, kernel.Axis, false), g, kernel.Axis, true),
                "CumulativeProduct");
        }
    }
}

internal readonly record struct RunningProductKernel<T>(AxisSplit Split, int Axis) : ISpanKernel<T>, IBatchable<RunningProductKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public RunningProductKernel<T> Over(int rows) => new(Split.Over(rows), Axis + 1);

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var (outer, size, inner) = Split;
        x.CopyTo(output);
        for (var block = 0; block < outer; block++)
        {
            for (var index = ((block * size) + 1) * inner; index < (block + 1) * size * inner; index++)
            {
                output[index] *= output[index - inner];
            }
        }
    }
}
