using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Cuts a tensor along an axis into pieces of the given sizes.</summary>
        /// <remarks>
        /// Formula: Concat of the pieces is x.  Derivative: each piece's g at its place.  Shapes: the axis gets the piece's size.  Keeps: nothing.
        /// Errors: AG165 unless the sizes add up to that of the axis, AG111 for an axis that does not exist.  Edges: pieces may be empty.  Accuracy: exact.
        /// </remarks>
        public Tensor<T>[] Split(ReadOnlySpan<int> sizes, int axis = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = ShapeRules.Axis("Split", axis, x.Shape);
            var total = 0L;
            var negative = false;
            foreach (var size in sizes)
            {
                total += size;
                negative |= size < 0;
            }

            if (negative || total != x.Shape[along])
            {
                throw Errors.SplitSizes("Split", sizes, along, x.Shape);
            }

            var pieces = new Tensor<T>[sizes.Length];
            var start = 0;
            for (var index = 0; index < sizes.Length; index++)
            {
                pieces[index] = View(x, NarrowView(x.Shape, along, start, sizes[index]), "Split");
                start += sizes[index];
            }

            return pieces;
        }
    }
}
