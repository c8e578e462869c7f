using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Position of the largest element in row-major order. Not differentiable.</summary>
        /// <remarks>
        /// Formula: y = the first i at which x_i is largest.  Derivative: none.  Shapes: y has the shape [].  Keeps: nothing.
        /// Errors: AG150 where there is no element to choose from.  Edges: the first NaN wins over all numbers; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Indices ArgMax()
        {
            ArgumentNullException.ThrowIfNull(x);
            return PositionOf(x, "ArgMax", x.Length, Shape.Scalar, new ArgMaxKernel<T>(1, x.Length, 1));
        }

        /// <summary>Position of the largest element along one axis, which becomes 1 or vanishes. Not differentiable.</summary>
        /// <remarks>
        /// Formula: y = the first i at which x is largest along the axis.  Derivative: none.  Shapes: the axis becomes 1 (<paramref name="keepAxis"/>) or vanishes.
        /// Keeps: nothing.  Errors: AG111 for an axis that does not exist, AG150 where it is empty.
        /// Edges: the first NaN wins over all numbers; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Indices ArgMax(int axis, bool keepAxis = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (outer, size, inner) = AxisSplit.Of("ArgMax", axis, x.Shape);
            var shape = new Reduction(x.Shape, [axis], "ArgMax").Result(keepAxis);
            return PositionOf(x, "ArgMax", size, shape, new ArgMaxKernel<T>(outer, size, inner));
        }
    }

    private static Indices PositionOf<T, TKernel>(Tensor<T> x, string op, int size, Shape shape, TKernel kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IIndexKernel<T>
    {
        if (size == 0 && shape.ElementCount > 0)
        {
            throw Errors.EmptyExtremum(op, x.Shape);
        }

        var positions = new int[shape.ElementCount];
        if (positions.Length > 0)
        {
            Launch.Run(kernel, x, positions);
        }

        return Indices.Own(positions, shape);
    }
}

internal readonly record struct ArgMaxKernel<T>(int Outer, int Size, int Inner) : IIndexKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<int> output) => ArgExtremum.Max(x, Outer, Size, Inner, output);
}
