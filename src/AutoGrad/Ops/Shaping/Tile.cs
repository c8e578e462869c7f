using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Lays copies of a tensor side by side: [a, b] becomes [a, b, a, b].</summary>
        /// <remarks>
        /// Formula: y[i, j, ...] = x[i mod n0, j mod n1, ...].  Derivative: the sum of g over the copies.
        /// Shapes: the counts are aligned with the last axes; each axis gets its count times as long, and further counts add axes in front.  Keeps: nothing.
        /// Errors: AG169 for a negative count, AG101 for more than 8 axes in all.  Edges: a count of 0 gives an empty axis.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Tile(params ReadOnlySpan<int> counts)
        {
            ArgumentNullException.ThrowIfNull(x);
            foreach (var count in counts)
            {
                if (count < 0)
                {
                    throw Errors.Count("Tile", count, "A tensor can be laid out 0 times or more.");
                }
            }

            var y = x;
            if (counts.Length > x.Rank)
            {
                Span<int> sizes = stackalloc int[counts.Length];
                sizes.Fill(1);
                x.Shape.AsSpan().CopyTo(sizes[^x.Rank..]);
                y = x.ReshapeTo(Shape.For("Tile", sizes));
            }

            // Axis by axis, innermost first: [before, 1, axis and behind] broadcasts to [before, count, axis and behind].
            for (var index = counts.Length - 1; index >= 0; index--)
            {
                var axis = y.Rank - counts.Length + index;
                if (counts[index] != 1)
                {
                    var shape = Longer("Tile", y.Shape, axis, counts[index]);
                    if (y.Length == 0)
                    {
                        y = y.ReshapeTo(shape);
                        continue;
                    }

                    var (outer, size, inner) = AxisSplit.Of("Tile", axis, y.Shape);
                    y = y.Reshape(outer, 1, size * inner).BroadcastTo(Shape.Create(outer, counts[index], size * inner)).ReshapeTo(shape);
                }
            }

            return y;
        }
    }
}
