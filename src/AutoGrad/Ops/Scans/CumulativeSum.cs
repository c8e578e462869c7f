using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The sum of each element and those before it along an axis.</summary>
        /// <remarks>
        /// Formula: y_k = x_0 + ⋯ + x_k along the axis.  Derivative: the sums of g from each element to the end.  Shapes: any, same.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist.  Accuracy: one addition after the other.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        public Tensor<T> CumulativeSum(int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            return RunningSum(x, AxisSplit.Of("CumulativeSum", axis, x.Shape), false, "CumulativeSum");
        }
    }

    /// <summary>Sums from one end of an axis on; those from the other end are the adjoint.</summary>
    private static Tensor<T> RunningSum<T>(Tensor<T> x, AxisSplit split, bool backward, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, x.Shape, new RunningSumKernel<T>(split, backward), static kernel => g => RunningSum(g, kernel.Split, !kernel.Backward, "RunningSum"), op);
}

internal readonly record struct RunningSumKernel<T>(AxisSplit Split, bool Backward) : ISpanKernel<T>, IBatchable<RunningSumKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public RunningSumKernel<T> Over(int rows) => this with { Split = Split.Over(rows) };

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var (outer, size, inner) = Split;
        x.CopyTo(output);
        for (var block = 0; block < outer; block++)
        {
            var lines = output.Slice(block * size * inner, size * inner);
            for (var step = 1; step < size; step++)
            {
                var (from, to) = Backward ? (size - step, size - step - 1) : (step - 1, step);
                Gemm.AddTo<T>(lines.Slice(to * inner, inner), lines.Slice(from * inner, inner));
            }
        }
    }
}
