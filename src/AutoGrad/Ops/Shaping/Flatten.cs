using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Joins neighbouring axes into one, from the start axis to the end axis, both included; all of them by default.</summary>
        /// <remarks>
        /// Formula: y_flat = x_flat.  Derivative: g in the shape of x.  Shapes: the joined axis has the product of the sizes; the memory is shared.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist, AG108 where the end comes before the start.  Edges: a single number becomes a vector of one.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Flatten(int startAxis = 0, int endAxis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (x.Rank == 0 && startAxis is 0 or -1 && endAxis is 0 or -1)
            {
                return x.Reshape(1);
            }

            var first = ShapeRules.Axis("Flatten", startAxis, x.Shape);
            var last = ShapeRules.Axis("Flatten", endAxis, x.Shape);
            if (first >= last)
            {
                return first == last ? x : throw Errors.Rule("Flatten", FormattableString.Invariant($"the axes {startAxis} to {endAxis} of the shape {x.Shape} were given"), "The end must not come before the start.");
            }

            Span<int> sizes = stackalloc int[x.Rank - (last - first)];
            var shape = x.Shape.AsSpan();
            shape[..first].CopyTo(sizes);
            var joined = shape[first..(last + 1)].Contains(0) ? 0L : 1L;
            foreach (var size in shape[first..(last + 1)])
            {
                // Beside an axis of size 0, sizes may multiply to more than a shape can hold.
                joined = joined * size <= Array.MaxLength ? joined * size : throw Errors.TooManyElements("Flatten", shape[first..(last + 1)]);
            }

            sizes[first] = (int)joined;
            shape[(last + 1)..].CopyTo(sizes[(first + 1)..]);
            return x.ReshapeTo(Shape.Create(sizes));
        }
    }
}
