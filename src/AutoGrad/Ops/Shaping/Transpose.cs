using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The transposed matrix; of a tensor of higher rank, every matrix in its last two axes transposed.</summary>
        /// <remarks>
        /// Formula: y[.., i, j] = x[.., j, i].  Derivative: g transposed.  Shapes: the last two sizes change places.  Keeps: nothing.
        /// Errors: AG108 for fewer than two axes.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Transpose()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Rank >= 2
                ? x.Transpose(-2, -1)
                : throw Errors.Rule("Transpose", $"the shape {x.Shape} was given", "There must be at least two axes to exchange: Unsqueeze makes a row or a column of a vector.");
        }

        /// <summary>Exchanges two axes.</summary>
        /// <remarks>
        /// Formula: y[.., i, .., j, ..] = x[.., j, .., i, ..].  Derivative: g with the same axes exchanged.  Shapes: the two sizes change places.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Transpose(int axis1, int axis2)
        {
            ArgumentNullException.ThrowIfNull(x);
            var first = ShapeRules.Axis("Transpose", axis1, x.Shape);
            var second = ShapeRules.Axis("Transpose", axis2, x.Shape);
            if (first == second)
            {
                return x;
            }

            Span<int> order = stackalloc int[x.Rank];
            for (var axis = 0; axis < order.Length; axis++)
            {
                order[axis] = axis == first ? second : axis == second ? first : axis;
            }

            return Permute(x, AxisOrder.From(order), "Transpose");
        }
    }
}
