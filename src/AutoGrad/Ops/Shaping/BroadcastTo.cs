using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Repeats along axes of size 1, and along new leading axes, up to a shape.</summary>
        /// <remarks>
        /// Formula: y_i = x_j, where j is i with 0 on the repeated axes.  Derivative: the sum of g over the repeated axes.  Shapes: x broadcasts to the shape.
        /// Keeps: nothing.  Errors: AG108 where it does not.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> BroadcastTo(Shape shape)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(shape);
            if (x.Shape == shape)
            {
                return x;
            }

            if (!ShapeRules.BroadcastsTo(x.Shape, shape))
            {
                throw Errors.Rule("BroadcastTo", $"the shape {x.Shape} does not broadcast to {shape}", "Aligned from the last axis, each size must be equal or 1. Use Reshape or Unsqueeze to align the axes.");
            }

            if (x.IsRow)
            {
                var row = (BatchedTensor<T>)x;
                return row.With(Align(row.Batch, x, shape.Rank).BroadcastTo(shape.Over(row.Batch.Count)));
            }

            var output = Tensor<T>.Allocate("BroadcastTo", shape);
            if (x.Length == 1)
            {
                // One number everywhere is element-wise work, which can wait for other launches.
                Launch.Repeat(x, output);
            }
            else
            {
                Launch.Run(new BroadcastKernel<T>(x.Shape, shape), x, output);
            }

            return Enter(output, OpKind.Linear, x, x.Shape, static (_, y, from) => new BroadcastRule<T>(from, y.Shape).Pull);
        }
    }
}

/// <summary>The rule of a broadcast: sums back, repeats forward.</summary>
internal sealed class BroadcastRule<T>(Shape from, Shape to) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent) => cotangent.SumTo(from);

    public Tensor<T> Push(Tensor<T> tangent) => tangent.BroadcastTo(to);
}

internal readonly record struct BroadcastKernel<T>(Shape From, Shape To) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        Span<int> strides = stackalloc int[To.Rank];
        ShapeRules.BroadcastStrides(From, To, strides);
        StridedCopy.Run(x, 0, strides, To, output);
    }
}
