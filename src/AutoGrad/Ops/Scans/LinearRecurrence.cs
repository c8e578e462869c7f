using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>A linear recurrence along an axis, from its start to its end or back: the derivative of running products is made of it.</summary>
    /// <remarks>
    /// Formula: y_k = b_k + a_k y_(k-1), the first y being its b; backward y_k = b_k + a_k y_(k+1).
    /// Derivative: h for b, the recurrence of g the other way with each a at its neighbour's place; for a, h times the y before.
    /// Shapes: a and b alike.  Keeps: a for b; a, y for a.  Edges: the first a is not read and has the gradient 0.
    /// </remarks>
    private static Tensor<T> LinearRecurrence<T>(Tensor<T> a, Tensor<T> b, int axis, bool backward)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            a,
            b,
            b.Shape,
            new LinearRecurrenceKernel<T>(AxisSplit.Of("LinearRecurrence", axis, b.Shape), axis, backward),
            OpKind.General,
            static (a, _, y, kernel) => g => Adjoint(a, g, kernel) * Shifted(y, kernel.Axis, !kernel.Backward),
            static (a, _, _, kernel) => g => Adjoint(a, g, kernel));

    private static Tensor<T> Adjoint<T>(Tensor<T> a, Tensor<T> g, LinearRecurrenceKernel<T> kernel)
        where T : unmanaged, IFloatingPointIeee754<T> => LinearRecurrence(Shifted(a, kernel.Axis, kernel.Backward), g, kernel.Axis, !kernel.Backward);

    /// <summary>Each element moved to the next place of an axis, or to the one before; a 0 comes in at the end.</summary>
    private static Tensor<T> Shifted<T>(Tensor<T> x, int axis, bool onwards, double fill = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = x.Shape[axis];
        if (size == 0)
        {
            return x;
        }

        var edge = Tensor.Full(WithSize(x.Shape, axis, 1), T.CreateTruncating(fill));
        return onwards ? Concat([edge, x.Narrow(axis, 0, size - 1)], axis) : Concat([x.Narrow(axis, 1, size - 1), edge], axis);
    }
}

internal readonly record struct LinearRecurrenceKernel<T>(AxisSplit Split, int Axis, bool Backward) : ISpanKernel2<T>, IBatchable<LinearRecurrenceKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public LinearRecurrenceKernel<T> Over(int rows) => this with { Split = Split.Over(rows), Axis = Axis + 1 };

    /// <summary>The first input is a, the second b.</summary>
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        var (outer, size, inner) = Split;
        y.CopyTo(output);
        for (var block = 0; block < outer; block++)
        {
            for (var step = 1; step < size; step++)
            {
                var (from, to) = Backward ? (size - step, size - step - 1) : (step - 1, step);
                var (before, here) = (((block * size) + from) * inner, ((block * size) + to) * inner);
                for (var within = 0; within < inner; within++)
                {
                    output[here + within] += x[here + within] * output[before + within];
                }
            }
        }
    }
}
