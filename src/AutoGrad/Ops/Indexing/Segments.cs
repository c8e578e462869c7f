using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The sum of the rows of each segment; segments need not be sorted.</summary>
        /// <remarks>
        /// Formula: y[k, ..] = the sum of x[i, ..] over all i with segments[i] = k.  Derivative: g[segments[i], ..] for row i.
        /// Shapes: x [n, ..], segments [n]; y is [count, ..].  Keeps: the segments.
        /// Errors: AG121 for a segment outside 0 .. count - 1, AG168 unless the segments are a vector, AG108 where there is not one for each row.
        /// Edges: a segment without rows is 0.  Accuracy: additions in the order of the rows.
        /// </remarks>
        /// <param name="segments">The segment of each row.</param>
        /// <param name="count">How many segments there are.</param>
        public Tensor<T> SegmentSum(Indices segments, int count)
        {
            ArgumentNullException.ThrowIfNull(x);
            return AddRows(x, Segmented("SegmentSum", x.Shape, segments, count));
        }

        /// <summary>The mean of the rows of each segment; segments need not be sorted.</summary>
        /// <remarks>
        /// Formula: y[k, ..] = the mean of x[i, ..] over all i with segments[i] = k.  Derivative: g[segments[i], ..] for row i, divided by the number of rows in its segment.
        /// Shapes: x [n, ..], segments [n]; y is [count, ..].  Keeps: the segments.
        /// Errors: AG121 for a segment outside 0 .. count - 1, AG168 unless the segments are a vector, AG108 where there is not one for each row.
        /// Edges: a segment without rows is 0.  Accuracy: additions in the order of the rows, one more rounding.
        /// </remarks>
        /// <param name="segments">The segment of each row.</param>
        /// <param name="count">How many segments there are.</param>
        public Tensor<T> SegmentMean(Indices segments, int count)
        {
            ArgumentNullException.ThrowIfNull(x);
            var map = Segmented("SegmentMean", x.Shape, segments, count);
            var sizes = new T[count];
            foreach (var segment in segments)
            {
                sizes[segment] += T.One;
            }

            var shape = new int[x.Rank];
            Array.Fill(shape, 1);
            shape[0] = count;
            return AddRows(x, map) / Tensor.Create<T>(sizes).ReshapeTo(Shape.Create(shape)).Maximum(1);
        }

        /// <summary>The largest element of the rows of each segment; segments need not be sorted.</summary>
        /// <remarks>
        /// Formula: y[k, ..] = the largest of x[i, ..] over all i with segments[i] = k.  Derivative: g in equal parts to all elements that equal y.
        /// Shapes: x [n, ..], segments [n]; y is [count, ..].  Keeps: the segments, x and y.
        /// Errors: AG121 for a segment outside 0 .. count - 1, AG168 unless the segments are a vector, AG108 where there is not one for each row.
        /// Edges: a segment without rows is -inf; a NaN in a segment gives NaN.  Accuracy: exact.
        /// </remarks>
        /// <param name="segments">The segment of each row.</param>
        /// <param name="count">How many segments there are.</param>
        public Tensor<T> SegmentMax(Indices segments, int count)
        {
            ArgumentNullException.ThrowIfNull(x);
            var map = Segmented("SegmentMax", x.Shape, segments, count);
            var inner = x.Shape[0] == 0 ? 0 : x.Length / x.Shape[0];
            var places = new int[x.Length];
            for (var place = 0; place < places.Length; place++)
            {
                places[place] = segments[place / inner];
            }

            var lowest = Tensor.Full(map.From, T.NegativeInfinity);
            return ScatterExtremum(lowest, x, new AlongMap(map.From, 0, Indices.Own(places, x.Shape)), largest: true);
        }
    }

    /// <summary>The rows of x as rows taken from the segments: sums of segments are the adjoint.</summary>
    private static RowMap Segmented(string op, Shape shape, Indices segments, int count)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (segments.Rank != 1)
        {
            throw Errors.IndexVector(op, segments.Shape);
        }

        if (shape.Rank == 0 || shape[0] != segments.Length || count < 0)
        {
            throw Errors.Rule(op, FormattableString.Invariant($"{segments.Length} segments and the count {count} were given for x of the shape {shape}"), "There must be one segment for each row of x, and 0 segments or more: Reshape x, or look at how the segments were made.");
        }

        segments.CheckRange(op, count, "the segments");
        return new RowMap(WithSize(shape, 0, count), shape, 0, segments);
    }
}
