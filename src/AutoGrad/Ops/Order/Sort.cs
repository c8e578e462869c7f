using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The places of the elements along an axis in ascending order, or in descending order. Not differentiable.</summary>
        /// <remarks>
        /// Formula: x[.., y[.., 0, ..], ..] ≤ x[.., y[.., 1, ..], ..] ≤ ⋯ along the axis.  Derivative: none.  Shapes: any, same.  Keeps: nothing.  Errors: AG111 for an axis that does not exist.
        /// Edges: equal elements keep their order, -0 equals +0, and a NaN counts as larger than all numbers.  Accuracy: exact.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        /// <param name="descending">Whether the largest comes first.</param>
        public Indices ArgSort(int axis = -1, bool descending = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return First(x, "ArgSort", axis, ShapeRules.Axis("ArgSort", axis, x.Shape) is var along ? x.Shape[along] : 0, descending);
        }

        /// <summary>The elements along an axis in ascending order, or in descending order, and the places where they were.</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = the i-th smallest of x along the axis.  Derivative: g goes to the place of each element.  Shapes: any, same; the places likewise.  Keeps: the places.
        /// Errors: AG111 for an axis that does not exist.  Edges: equal elements keep their order, -0 equals +0, and a NaN counts as larger than all numbers.  Accuracy: exact.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        /// <param name="descending">Whether the largest comes first.</param>
        public (Tensor<T> Values, Indices Indices) Sort(int axis = -1, bool descending = false)
        {
            var order = x.ArgSort(axis, descending);
            return (x.Gather(axis, order), order);
        }

        /// <summary>The largest elements along an axis, or the smallest, the foremost first, and the places where they were.</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = the i-th largest of x along the axis.  Derivative: g goes to the place of each element chosen, 0 elsewhere.
        /// Shapes: the axis gets the count; the places likewise.  Keeps: the places.  Errors: AG111 for an axis that does not exist, AG131 for a count outside 0 .. the axis's size.
        /// Edges: of equal elements the first is chosen first; a NaN counts as larger than all numbers.  Accuracy: exact.
        /// </remarks>
        /// <param name="count">How many are taken.</param>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        /// <param name="largest">Whether the largest are taken.</param>
        public (Tensor<T> Values, Indices Indices) TopK(int count, int axis = -1, bool largest = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            var size = x.Shape[ShapeRules.Axis("TopK", axis, x.Shape)];
            if (count < 0 || count > size)
            {
                throw Errors.Value("TopK", FormattableString.Invariant($"the {count} foremost elements of an axis of size {size} were asked for"), "There can be from none of them to all: take fewer, or name another axis.");
            }

            var places = First(x, "TopK", axis, count, largest);
            return (x.Gather(axis, places), places);
        }

        /// <summary>The middle element along an axis; of an even number the lower of the two in the middle.</summary>
        /// <remarks>
        /// Formula: y = the element at place (n - 1) / 2, rounded down, of the sorted ones.  Derivative: g goes to the place of that element, 0 elsewhere.
        /// Shapes: the axis becomes 1 (<paramref name="keepAxis"/>) or vanishes.  Keeps: the place.  Errors: AG111 for an axis that does not exist, AG150 where it is empty.
        /// Edges: a NaN among the elements gives NaN, and g goes to the first NaN; of equal elements the one whose turn it is by order is chosen.  Accuracy: exact.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        /// <param name="keepAxis">Whether the axis stays, with size 1.</param>
        public Tensor<T> Median(int axis = -1, bool keepAxis = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (outer, size, inner) = AxisSplit.Of("Median", axis, x.Shape);
            var kept = new Reduction(x.Shape, [axis], "Median").Result(true);
            if (size == 0 && kept.ElementCount > 0)
            {
                throw Errors.EmptyExtremum("Median", x.Shape);
            }

            var places = new int[kept.ElementCount];
            if (places.Length > 0)
            {
                Launch.Run(new MedianKernel<T>(outer, size, inner), x, places);
            }

            var result = x.Gather(axis, Indices.Own(places, kept));
            return keepAxis ? result : result.Squeeze(axis);
        }

        /// <summary>What a share of the elements along an axis lies below, interpolated between neighbours in order.</summary>
        /// <remarks>
        /// Formula: with p = q (n - 1), y = a + (p - ⌊p⌋) (b - a), a and b being the sorted elements at the places ⌊p⌋ and ⌈p⌉.  Derivative: g in the parts 1 - p + ⌊p⌋ and p - ⌊p⌋ to their places.
        /// Shapes: the axis becomes 1 (<paramref name="keepAxis"/>) or vanishes.  Keeps: the two places.
        /// Errors: AG131 for a share outside 0 .. 1, AG111 for an axis that does not exist, AG150 where it is empty.
        /// Edges: a NaN among the elements gives NaN.  Accuracy: 2 ulp of the larger neighbour.  Source: Hyndman and Fan, Sample quantiles in statistical packages, 1996, definition 7.
        /// </remarks>
        /// <param name="share">The share q, 0 to 1: 0.5 for the median.</param>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        /// <param name="keepAxis">Whether the axis stays, with size 1.</param>
        public Tensor<T> Quantile(double share, int axis = -1, bool keepAxis = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (!(share is >= 0 and <= 1))
            {
                throw Errors.Value("Quantile", FormattableString.Invariant($"the share {share} was given"), "It is the part of the elements below the result: 0 to 1; 0.5 is the median.");
            }

            var size = x.Shape[ShapeRules.Axis("Quantile", axis, x.Shape)];
            if (size == 0)
            {
                var none = new Reduction(x.Shape, [axis], "Quantile").Result(keepAxis);
                return none.ElementCount == 0 ? x.Sum([axis], keepAxis) : throw Errors.EmptyExtremum("Quantile", x.Shape);
            }

            var sorted = x.Sort(axis).Values;
            var position = share * (size - 1);
            var place = Math.Min((int)position, Math.Max(0, size - 2));
            var low = sorted.Narrow(axis, place, 1);
            var high = sorted.Narrow(axis, Math.Min(place + 1, size - 1), 1);

            // A NaN sorts last, so one anywhere shows there.
            var last = sorted.Narrow(axis, size - 1, 1);
            var between = position == place ? low : position == place + 1 ? high : low.Lerp(high, position - place);
            var result = Where(last.NotEqualTo(last), last, between);
            return keepAxis ? result : result.Squeeze(axis);
        }
    }

    /// <summary>The places of the foremost elements along an axis.</summary>
    private static Indices First<T>(Tensor<T> x, string op, int axis, int count, bool descending)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var along = ShapeRules.Axis(op, axis, x.Shape);
        var (outer, size, inner) = AxisSplit.Of(op, axis, x.Shape);
        var shape = WithSize(x.Shape, along, count);
        var places = new int[shape.ElementCount];
        if (places.Length > 0)
        {
            Launch.Run(new SortKernel<T>(outer, size, inner, count, descending), x, places);
        }

        return Indices.Own(places, shape);
    }
}

/// <summary>The order of each line's elements; a NaN is the largest, and equal elements keep their order.</summary>
internal readonly record struct SortKernel<T>(int Outer, int Size, int Inner, int Count, bool Descending) : IIndexKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<int> output)
    {
        using var scratch = new Scratch<Placed>(Size);
        var line = scratch.Span;
        var order = new LineOrder(Descending);
        for (var block = 0; block < Outer; block++)
        {
            for (var within = 0; within < Inner; within++)
            {
                for (var index = 0; index < Size; index++)
                {
                    line[index] = new Placed(x[(((block * Size) + index) * Inner) + within], index);
                }

                line.Sort(order);
                for (var index = 0; index < Count; index++)
                {
                    output[(((block * Count) + index) * Inner) + within] = line[index].Place;
                }
            }
        }
    }

    /// <summary>An element and where it was.</summary>
    private readonly record struct Placed(T Element, int Place);

    private readonly struct LineOrder(bool descending) : IComparer<Placed>
    {
        public int Compare(Placed x, Placed y)
        {
            if (x.Element < y.Element)
            {
                return descending ? 1 : -1;
            }

            if (x.Element > y.Element)
            {
                return descending ? -1 : 1;
            }

            if (x.Element == y.Element || (T.IsNaN(x.Element) && T.IsNaN(y.Element)))
            {
                return x.Place.CompareTo(y.Place);
            }

            return T.IsNaN(x.Element) != descending ? 1 : -1;
        }
    }
}

/// <summary>The place of each line's middle element, or of its first NaN.</summary>
internal readonly record struct MedianKernel<T>(int Outer, int Size, int Inner) : IIndexKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<int> output)
    {
        using var scratch = new Scratch<int>(Outer * Size * Inner);
        var order = scratch.Span;
        new SortKernel<T>(Outer, Size, Inner, Size, false).Invoke(x, order);
        for (var block = 0; block < Outer; block++)
        {
            for (var within = 0; within < Inner; within++)
            {
                // NaN sort last, in their order: the first of them comes after the last number.
                var start = block * Size * Inner;
                var middle = (Size - 1) / 2;
                if (T.IsNaN(x[start + (order[start + ((Size - 1) * Inner) + within] * Inner) + within]))
                {
                    middle = 0;
                    while (!T.IsNaN(x[start + (order[start + (middle * Inner) + within] * Inner) + within]))
                    {
                        middle++;
                    }
                }

                output[(block * Inner) + within] = order[start + (middle * Inner) + within];
            }
        }
    }
}
