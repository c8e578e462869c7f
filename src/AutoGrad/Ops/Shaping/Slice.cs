using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public partial class Tensor<T>
{
    /// <summary>A part of the tensor, one index or range for each axis: <c>x[0]</c>, <c>x[.., 1..3]</c>, <c>x[^1, (..).By(-1)]</c>.</summary>
    /// <remarks>The same as <c>Slice</c>: recorded like every op. To read one number, write <c>x[1, 2].Item()</c>.</remarks>
    /// <param name="ranges">What to take of each axis; an index makes its axis vanish, and axes that are left out stay whole.</param>
    [IndexerName("Part")] // Item() is the method that reads a number.
    public Tensor<T> this[params ReadOnlySpan<AxisRange> ranges] => this.Slice(ranges);
}

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>A part of a tensor, one index or range for each axis, with steps where wanted.</summary>
        /// <remarks>
        /// Formula: y[i, j, ...] = x[start0 + i step0, start1 + j step1, ...].  Derivative: g at those places, 0 elsewhere.
        /// Shapes: ranges shorten their axes, indices drop theirs, axes left out stay whole.  Keeps: nothing.
        /// Errors: AG160 where an index or range lies outside its axis, AG161 for more ranges than axes.  Edges: ranges may be empty.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Slice(params ReadOnlySpan<AxisRange> ranges)
        {
            ArgumentNullException.ThrowIfNull(x);
            var view = SliceView("Slice", x.Shape, ranges, out var isWhole);
            return isWhole ? x : View(x, view, "Slice");
        }
    }

    /// <summary>The places that ranges select, and whether that is everything as it is.</summary>
    private static StridedView SliceView(string op, Shape from, ReadOnlySpan<AxisRange> ranges, out bool isWhole)
    {
        if (ranges.Length > from.Rank)
        {
            throw Errors.TooManyRanges(op, ranges.Length, from);
        }

        Span<int> dense = stackalloc int[Shape.MaxRank];
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        Span<int> strides = stackalloc int[Shape.MaxRank];
        ShapeRules.Strides(from, dense);
        var (rank, offset) = (0, 0);
        isWhole = true;
        for (var axis = 0; axis < from.Rank; axis++)
        {
            var range = axis < ranges.Length ? ranges[axis] : default;
            var (start, count, step) = range.Resolve(op, axis, from);
            isWhole &= !range.IsElement && count == from[axis] && step == 1;
            offset += count == 0 ? 0 : start * dense[axis];
            if (!range.IsElement)
            {
                sizes[rank] = count;
                strides[rank++] = step * dense[axis];
            }
        }

        return new StridedView(from, Shape.Create(sizes[..rank]), offset, strides[..rank].ToArray());
    }

    /// <summary>The places of a run of neighbours along one axis.</summary>
    private static StridedView NarrowView(Shape from, int axis, int start, int length)
    {
        Span<int> sizes = stackalloc int[from.Rank];
        from.AsSpan().CopyTo(sizes);
        sizes[axis] = length;
        var strides = new int[from.Rank];
        ShapeRules.Strides(from, strides);
        return new StridedView(from, Shape.Create(sizes), length == 0 ? 0 : start * strides[axis], strides);
    }
}
