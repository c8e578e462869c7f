using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Sum over some axes, or over all of them when none is named.</summary>
        /// <remarks>
        /// Formula: y = the sum of x over the axes.  Derivative: g broadcast over them.  Shapes: the axes vanish.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice.  Edges: the sum of nothing is 0.
        /// Accuracy: blocked pairwise, the same bits for every vector width and thread count.
        /// </remarks>
        public Tensor<T> Sum(params ReadOnlySpan<int> axes) => x.Sum(axes, keepAxes: false);

        /// <summary>Sum over some axes, or over all of them when none is named, which become 1 or vanish.</summary>
        /// <remarks>
        /// Formula: y = the sum of x over the axes.  Derivative: g broadcast over them.  Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.
        /// Keeps: nothing.  Errors: AG111 for an axis that does not exist, AG112 for one named twice.  Edges: the sum of nothing is 0.
        /// Accuracy: blocked pairwise, the same bits for every vector width and thread count.
        /// </remarks>
        public Tensor<T> Sum(ReadOnlySpan<int> axes, bool keepAxes)
        {
            ArgumentNullException.ThrowIfNull(x);
            var reduction = new Reduction(x.Shape, axes, "Sum");
            var kernel = new ReduceKernel<T, SumFold<T>>(new SumFold<T>(), x.Shape, reduction.Axes);
            return Apply(x, reduction.Result(keepAxes), kernel, static kernel => g => g.ExpandOver(kernel.From, kernel.Axes), "Sum");
        }

        /// <summary>Sum over a set of axes into the shape that a reduction gave, its axes kept or gone.</summary>
        internal Tensor<T> SumOver(AxisSet axes, Shape result) =>
            Apply(x, result, new ReduceKernel<T, SumFold<T>>(new SumFold<T>(), x.Shape, axes), static kernel => g => g.ExpandOver(kernel.From, kernel.Axes), "Sum");

        /// <summary>A reduced tensor, its axes kept or gone, broadcast back over the reduced axes.</summary>
        internal Tensor<T> ExpandOver(Shape shape, AxisSet axes) => x.ReshapeTo(Reduction.Keep(shape, axes)).BroadcastTo(shape);
    }
}
