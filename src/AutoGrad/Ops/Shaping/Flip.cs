using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Reverses the order along some axes, or along all of them when none is named.</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = x[.., n - 1 - i, ..].  Derivative: g flipped along the same axes.  Shapes: any, same.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Flip(params ReadOnlySpan<int> axes)
        {
            ArgumentNullException.ThrowIfNull(x);
            Span<bool> flipped = stackalloc bool[Shape.MaxRank];
            ShapeRules.Axes("Flip", axes, x.Shape, flipped);
            return Flip(x, AxisSet.From(flipped[..x.Rank]));
        }
    }

    private static Tensor<T> Flip<T>(Tensor<T> x, AxisSet axes)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(x, x.Shape, new FlipKernel<T>(x.Shape, axes), static kernel => g => Flip(g, kernel.Axes));
}

internal readonly record struct FlipKernel<T>(Shape Shape, AxisSet Axes) : ISpanKernel<T>, IBatchable<FlipKernel<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public FlipKernel<T> Over(int rows) => new(Shape.Over(rows), Axes.Behind(1));

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        Span<int> strides = stackalloc int[Shape.Rank];
        ShapeRules.Strides(Shape, strides);
        var offset = 0;
        for (var axis = 0; axis < strides.Length; axis++)
        {
            if (Axes.Contains(axis))
            {
                offset += (Shape[axis] - 1) * strides[axis];
                strides[axis] = -strides[axis];
            }
        }

        StridedCopy.Run(x, offset, strides, Shape, output);
    }
}
