using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Smallest element over some axes, or over all of them when none is named.</summary>
        /// <remarks>As Min with the axes not kept.</remarks>
        public Tensor<T> Min(params ReadOnlySpan<int> axes) => x.Min(axes, keepAxes: false);

        /// <summary>Smallest element over some axes, or over all of them when none is named, which become 1 or vanish.</summary>
        /// <remarks>
        /// Formula: y = the smallest x over the axes.  Derivative: g in equal parts to all elements that equal y.
        /// Shapes: the axes become 1 (<paramref name="keepAxes"/>) or vanish.  Keeps: x, y.
        /// Errors: AG111 for an axis that does not exist, AG112 for one named twice, AG150 where there is no element to choose from.
        /// Edges: a NaN among the elements gives NaN, with a NaN gradient for all of them; a zero cotangent gives a zero gradient.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Min(ReadOnlySpan<int> axes, bool keepAxes) => x.Extremum(new MinFold<T>(), axes, keepAxes, "Min");
    }
}
