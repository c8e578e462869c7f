using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The tensor with the elements at one index of an axis replaced; the original stays as it is.</summary>
        /// <remarks>
        /// Formula: y[.., index, ..] = values, y = x elsewhere.  Derivative: g with 0 at those places for x, g.Select(axis, index) for values.
        /// Shapes: values broadcast to the shape of x without the axis; the result has that of x.  Keeps: nothing.
        /// Errors: AG160 where the index lies outside the axis, AG111 for an axis that does not exist, AG108 where the values do not broadcast.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> SelectUpdate(int axis, int index, Tensor<T> values) => SelectUpdate(x, axis, (AxisRange)index, values);

        /// <summary>The tensor with the elements at one index of an axis replaced, where <c>^1</c> is the last; the original stays as it is.</summary>
        /// <inheritdoc cref="SelectUpdate{T}(Tensor{T}, int, int, Tensor{T})"/>
        public Tensor<T> SelectUpdate(int axis, Index index, Tensor<T> values) => SelectUpdate(x, axis, (AxisRange)index, values);
    }

    private static Tensor<T> SelectUpdate<T>(Tensor<T> x, int axis, AxisRange index, Tensor<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(values);
        return Update(x, SelectView("SelectUpdate", x.Shape, axis, index), values, "SelectUpdate");
    }
}
