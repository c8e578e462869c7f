using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The rules by which ops combine shapes: each computes the result or throws an error that names the op.</summary>
internal static class ShapeRules
{
    /// <summary>NumPy's broadcasting: aligned from the last axis, sizes are equal or one of them is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Shape Broadcast(string op, Shape a, Shape b) => a == b ? a : BroadcastOther(op, a, b);

    private static Shape BroadcastOther(string op, Shape a, Shape b)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        Span<int> sizes = stackalloc int[rank];
        for (var axis = 1; axis <= rank; axis++)
        {
            var left = axis <= a.Rank ? a[a.Rank - axis] : 1;
            var right = axis <= b.Rank ? b[b.Rank - axis] : 1;
            if (left != right && left != 1 && right != 1)
            {
                throw Errors.Broadcast(op, a, b, left, right, rank - axis);
            }

            sizes[rank - axis] = left == 1 ? right : left;
        }

        return Same(sizes, a) ? a : Same(sizes, b) ? b : Shape.For(op, sizes);
    }

    /// <summary>Whether <paramref name="from"/> can be broadcast to exactly <paramref name="to"/>.</summary>
    public static bool BroadcastsTo(Shape from, Shape to)
    {
        if (from.Rank > to.Rank)
        {
            return false;
        }

        for (var axis = 1; axis <= from.Rank; axis++)
        {
            var size = from[from.Rank - axis];
            if (size != 1 && size != to[to.Rank - axis])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Element strides of a dense row-major <paramref name="shape"/> seen through <paramref name="target"/>: 0 on every axis that is broadcast.</summary>
    public static void BroadcastStrides(Shape shape, Shape target, Span<int> strides)
    {
        strides.Clear();
        var stride = 1;
        for (var axis = 1; axis <= shape.Rank; axis++)
        {
            var size = shape[shape.Rank - axis];
            strides[target.Rank - axis] = size == 1 ? 0 : stride;
            stride *= size;
        }
    }

    /// <summary>Element strides of a dense row-major shape.</summary>
    public static void Strides(Shape shape, Span<int> strides)
    {
        var stride = 1;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
    }

    /// <summary>The shape to reshape to; one size may be -1 for whatever is left. That the lengths are equal otherwise is for the caller to check.</summary>
    public static Shape Reshape(string op, Shape from, ReadOnlySpan<int> to)
    {
        var free = to.IndexOf(-1);
        if (free < 0)
        {
            return Shape.For(op, to);
        }

        if (to[(free + 1)..].Contains(-1))
        {
            throw Errors.Rule(op, $"the sizes {Shape.Text(to)} hold -1 more than once", "Only one size can be whatever is left: write the others out.");
        }

        Span<int> sizes = stackalloc int[to.Length];
        to.CopyTo(sizes);
        sizes[free] = 1;
        var known = Shape.For(op, sizes).ElementCount;
        if (known == 0 || from.ElementCount % known != 0)
        {
            throw Errors.Rule(op, $"the shape {from} with {from.ElementCount} elements cannot become {Shape.Text(to)}", $"The sizes given multiply to {known}, which must divide the number of elements for -1 to have one meaning.");
        }

        sizes[free] = from.ElementCount / known;
        return Shape.Create(sizes);
    }

    /// <summary>Turns a possibly negative axis into one of 0 .. rank-1.</summary>
    public static int Axis(string op, int axis, Shape shape)
    {
        var resolved = axis < 0 ? axis + shape.Rank : axis;
        return (uint)resolved < (uint)shape.Rank ? resolved : throw Errors.Axis(op, axis, shape);
    }

    /// <summary>Marks the axes of a reduction; no axes at all means every axis. Duplicates throw.</summary>
    public static void Axes(string op, ReadOnlySpan<int> axes, Shape shape, Span<bool> reduced)
    {
        reduced[..shape.Rank].Fill(axes.Length == 0);
        foreach (var axis in axes)
        {
            ref var mark = ref reduced[Axis(op, axis, shape)];
            if (mark)
            {
                throw Errors.DuplicateAxis(op, axes, shape);
            }

            mark = true;
        }
    }

    /// <summary>The shape after a reduction: reduced axes become 1 or vanish.</summary>
    public static Shape Reduce(Shape shape, ReadOnlySpan<bool> reduced, bool keepAxes)
    {
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        var rank = 0;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (!reduced[axis])
            {
                sizes[rank++] = shape[axis];
            }
            else if (keepAxes)
            {
                sizes[rank++] = 1;
            }
        }

        return Shape.Create(sizes[..rank]);
    }

    /// <summary>The number of elements that a reduction folds into one.</summary>
    public static int ReducedLength(Shape shape, ReadOnlySpan<bool> reduced)
    {
        var length = 1;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            length *= reduced[axis] ? shape[axis] : 1;
        }

        return length;
    }

    private static bool Same(ReadOnlySpan<int> sizes, Shape shape) => sizes.SequenceEqual(shape.AsSpan());
}
