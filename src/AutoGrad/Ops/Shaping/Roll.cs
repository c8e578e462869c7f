using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Moves the elements along an axis; what leaves at one end enters at the other.</summary>
        /// <remarks>
        /// Formula: y[.., (i + shift) mod n, ..] = x[.., i, ..].  Derivative: g rolled by -shift.  Shapes: any, same.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist.  Edges: any shift, negative too; an empty axis stays empty.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Roll(int shift, int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (_, size, inner) = AxisSplit.Of("Roll", axis, x.Shape);
            if (x.Length == 0)
            {
                return x;
            }

            var forward = (int)((((long)shift % size) + size) % size);
            return forward == 0 ? x : Roll(x, new RollKernel<T>(size * inner, forward * inner));
        }
    }

    private static Tensor<T> Roll<T>(Tensor<T> x, RollKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, x.Shape, kernel, static kernel => g => Roll(g, new RollKernel<T>(kernel.Period, kernel.Period - kernel.Shift)));
}

/// <summary>Rolls every run of <paramref name="Period"/> elements forwards by <paramref name="Shift"/>, 0 &lt; Shift &lt; Period.</summary>
internal readonly record struct RollKernel<T>(int Period, int Shift) : ISpanKernel<T>, IBatchable<RollKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public RollKernel<T> Over(int rows) => this;

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        for (var start = 0; start < x.Length; start += Period)
        {
            x.Slice(start, Period - Shift).CopyTo(output[(start + Shift)..]);
            x.Slice(start + Period - Shift, Shift).CopyTo(output[start..]);
        }
    }
}
