using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Cuts a tensor along an axis into a number of pieces whose sizes differ by at most one, the longer ones first.</summary>
        /// <remarks>
        /// Formula: Concat of the pieces is x.  Derivative: each piece's g at its place.  Shapes: the axis gets the piece's size.  Keeps: nothing.
        /// Errors: AG169 unless the count is 1 or more, AG111 for an axis that does not exist.  Edges: with more pieces than elements, the last ones are empty.
        /// Accuracy: exact.
        /// </remarks>
        public Tensor<T>[] Chunk(int count, int axis = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = ShapeRules.Axis("Chunk", axis, x.Shape);
            if (count < 1)
            {
                throw Errors.Count("Chunk", count, "A tensor can be cut into 1 piece or more.");
            }

            var (size, longer) = Math.DivRem(x.Shape[along], count);
            var pieces = new Tensor<T>[count];
            var start = 0;
            for (var index = 0; index < count; index++)
            {
                var length = index < longer ? size + 1 : size;
                pieces[index] = View(x, NarrowView(x.Shape, along, start, length), "Chunk");
                start += length;
            }

            return pieces;
        }
    }
}
