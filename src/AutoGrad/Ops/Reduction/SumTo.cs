using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Sums over the axes along which a shape would be broadcast to x: the adjoint of BroadcastTo.</summary>
        /// <remarks>
        /// Formula: y_j = the sum of x_i over all i that broadcasting sends to j.  Derivative: g broadcast to the shape of x.  Shapes: the shape broadcasts to that of x.
        /// Keeps: nothing.  Errors: AG108 where it does not.  Accuracy: blocked pairwise sums in a fixed order.
        /// </remarks>
        public Tensor<T> SumTo(Shape shape)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(shape);
            if (x.Shape == shape)
            {
                return x;
            }

            if (!ShapeRules.BroadcastsTo(shape, x.Shape))
            {
                throw Errors.Rule("SumTo", $"the shape {x.Shape} cannot be summed to {shape}", "The target must be a shape that broadcasts to the source: aligned from the last axis, each size equal or 1.");
            }

            Span<bool> reduced = stackalloc bool[x.Rank];
            for (var axis = 0; axis < x.Rank; axis++)
            {
                var target = axis - (x.Rank - shape.Rank);
                reduced[axis] = target < 0 || (shape[target] == 1 && x.Shape[axis] != 1);
            }

            var kernel = new ReduceKernel<T, SumFold<T>>(new SumFold<T>(), x.Shape, AxisSet.From(reduced));
            return Apply(x, shape, kernel, static kernel => g => g.BroadcastTo(kernel.From), "SumTo");
        }
    }
}
