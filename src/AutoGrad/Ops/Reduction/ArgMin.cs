using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Position of the smallest element in row-major order. Not differentiable.</summary>
        /// <remarks>
        /// Formula: y = the first i at which x_i is smallest.  Derivative: none.  Shapes: y has the shape [].  Keeps: nothing.
        /// Errors: AG150 where there is no element to choose from.  Edges: the first NaN wins over all numbers; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Indices ArgMin()
        {
            ArgumentNullException.ThrowIfNull(x);
            return PositionOf(x, "ArgMin", x.Length, Shape.Scalar, new ArgMinKernel<T>(1, x.Length, 1));
        }

        /// <summary>Position of the smallest element along one axis, which becomes 1 or vanishes. Not differentiable.</summary>
        /// <remarks>
        /// Formula: y = the first i at which x is smallest along the axis.  Derivative: none.  Shapes: the axis becomes 1 (<paramref name="keepAxis"/>) or vanishes.
        /// Keeps: nothing.  Errors: AG111 for an axis that does not exist, AG150 where it is empty.
        /// Edges: the first NaN wins over all numbers; -0 equals +0.  Accuracy: exact.
        /// </remarks>
        public Indices ArgMin(int axis, bool keepAxis = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (outer, size, inner) = AxisSplit.Of("ArgMin", axis, x.Shape);
            var shape = new Reduction(x.Shape, [axis], "ArgMin").Result(keepAxis);
            return PositionOf(x, "ArgMin", size, shape, new ArgMinKernel<T>(outer, size, inner));
        }
    }
}

internal readonly record struct ArgMinKernel<T>(int Outer, int Size, int Inner) : IIndexKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<int> output) => ArgExtremum.Min(x, Outer, Size, Inner, output);
}
