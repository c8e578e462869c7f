using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Product of two tensors, summed over the last axes of one paired with the first axes of the other.</summary>
        /// <remarks>
        /// Formula: z[a.., b..] = the sum over s.. of x[a.., s..] y[s.., b..].  Derivative: g contracted with y over b.. for x, with x over a.. for y.
        /// Shapes: the <paramref name="axes"/> last sizes of x are the first ones of y and vanish; 0 gives the outer product, of shape [a.., b..].
        /// Keeps: x for y, y for x.  Errors: AG178 where the axes do not exist or their sizes differ.  Edges: a sum of nothing is 0.  Accuracy: that of MatMul.
        /// </remarks>
        public Tensor<T> TensorDot(Tensor<T> y, int axes = 2)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            if (axes < 0 || axes > x.Rank || axes > y.Rank)
            {
                throw Errors.TensorDot(x.Shape, y.Shape, FormattableString.Invariant($"{axes} paired axes were asked for"), "Their number must be 0 or more and at most the rank of each tensor");
            }

            Span<int> left = stackalloc int[axes];
            Span<int> right = stackalloc int[axes];
            for (var pair = 0; pair < axes; pair++)
            {
                left[pair] = x.Rank - axes + pair;
                right[pair] = pair;
            }

            return x.TensorDot(y, left, right);
        }

        /// <summary>Product of two tensors, summed over named pairs of axes.</summary>
        /// <remarks>
        /// Formula: z[a.., b..] = the sum over s.. of x y, where the axes <paramref name="axesX"/> of x and <paramref name="axesY"/> of y, pair by pair, run over s..
        /// Derivative: g contracted with y over b.. for x, with x over a.. for y.  Shapes: paired axes have equal sizes and vanish; those left of x come first, then those of y.
        /// Keeps: x for y, y for x.  Errors: AG178 where axes are not paired or their sizes differ, AG111 for an axis that does not exist, AG112 for one named twice.
        /// Edges: a sum of nothing is 0.  Accuracy: that of MatMul.
        /// </remarks>
        public Tensor<T> TensorDot(Tensor<T> y, ReadOnlySpan<int> axesX, ReadOnlySpan<int> axesY)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            if (axesX.Length != axesY.Length)
            {
                throw Errors.TensorDot(x.Shape, y.Shape, $"the axes {Shape.Text(axesX)} and {Shape.Text(axesY)} were named", "Each axis needs its partner: both lists must have the same length");
            }

            var labelsX = Enumerable.Range(0, x.Rank).ToArray();
            var labelsY = Enumerable.Range(Shape.MaxRank, y.Rank).ToArray();
            Span<bool> named = stackalloc bool[2 * Shape.MaxRank];
            for (var pair = 0; pair < axesX.Length; pair++)
            {
                var left = ShapeRules.Axis("TensorDot", axesX[pair], x.Shape);
                var right = ShapeRules.Axis("TensorDot", axesY[pair], y.Shape);
                if (named[left] || named[Shape.MaxRank + right])
                {
                    throw named[left] ? Errors.DuplicateAxis("TensorDot", axesX, x.Shape) : Errors.DuplicateAxis("TensorDot", axesY, y.Shape);
                }

                if (x.Shape[left] != y.Shape[right])
                {
                    throw Errors.TensorDot(x.Shape, y.Shape, $"axis {left} of the first, of size {x.Shape[left]}, was paired with axis {right} of the second, of size {y.Shape[right]}", "The sizes of a pair must be equal");
                }

                (named[left], named[Shape.MaxRank + right]) = (true, true);
                labelsY[right] = left;
            }

            int[] kept = [.. labelsX.Except(labelsY), .. labelsY.Except(labelsX)];
            return Contraction.Pair(new Labeled<T>(x, labelsX), new Labeled<T>(y, labelsY), kept, true).InOrder(kept);
        }
    }
}
