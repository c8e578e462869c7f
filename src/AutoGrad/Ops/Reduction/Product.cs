using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Product over some axes, or over all of them when none is named.</summary>
        /// <remarks>As Product with the axes not kept.</remarks>
        public Tensor<T> Product(params ReadOnlySpan<int> axes) => x.Product(axes, keepAxes: false);

        /// <summary>Product over some axes, or over all of them when none is named, which become 1 or vanish.</summary>
        /// <remarks>
        /// Formula: y = the product of x over the axes.  Derivative: g times the product of the other elements, found without any division: it is exact
        /// whatever the number of zeros, in every order.  Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.  Keeps: x.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice.  Edges: the product of nothing is 1.
        /// Accuracy: in a tree, n - 1 roundings of the product of n.
        /// </remarks>
        public Tensor<T> Product(ReadOnlySpan<int> axes, bool keepAxes)
        {
            ArgumentNullException.ThrowIfNull(x);
            var reduction = new Reduction(x.Shape, axes, "Product");
            return Apply(
                x,
                reduction.Result(keepAxes),
                new ReduceKernel<T, ProductFold<T>>(new ProductFold<T>(), x.Shape, reduction.Axes),
                OpKind.General,
                static (x, _, kernel) => g => Absorb(g.ExpandOver(kernel.From, kernel.Axes), ProductOfOthers([x], kernel.Axes)),
                "Product");
        }
    }
}
