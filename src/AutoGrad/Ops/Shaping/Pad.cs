using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Surrounds a tensor with a number: <c>x.Pad([(1, 1), (2, 0)])</c> pads the last two axes.</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = x[.., i - before, ..] inside, value outside.  Derivative: the inner part of g.
        /// Shapes: the amounts are aligned with the last axes; each gets longer by before + after.  Keeps: nothing.
        /// Errors: AG167 for negative amounts, or more of them than axes.  Accuracy: exact.
        /// </remarks>
        /// <param name="amounts">How many elements to add before and after, for each of the last axes.</param>
        /// <param name="value">The number to add.</param>
        public Tensor<T> Pad(ReadOnlySpan<(int Before, int After)> amounts, double value = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            Span<int> sizes = stackalloc int[x.Rank];
            CheckPadding(x.Shape, amounts, PaddingMode.Constant, sizes);
            var shape = Shape.Create(sizes);
            if (shape == x.Shape)
            {
                return x;
            }

            var strides = new int[x.Rank];
            ShapeRules.Strides(shape, strides);
            var offset = 0;
            for (var index = 0; index < amounts.Length; index++)
            {
                offset += x.Length == 0 ? 0 : amounts[index].Before * strides[x.Rank - amounts.Length + index];
            }

            return Embed(x, new StridedView(shape, x.Shape, offset, strides), T.CreateTruncating(value), "Pad");
        }

        /// <summary>Surrounds a tensor with its own elements: mirrored, repeated, or from the other end.</summary>
        /// <remarks>
        /// Formula: y[.., i, ..] = x[.., p(i - before), ..]; p reflects or clamps into 0 .. n - 1, or takes the remainder by n.  Derivative: the sum of g over all copies of an element.
        /// Shapes: the amounts are aligned with the last axes; each gets longer by before + after.  Keeps: nothing.
        /// Errors: AG167 for negative amounts, more of them than axes, or an axis too short to take elements from.  Edges: padding may be longer than the axis.  Accuracy: exact.
        /// </remarks>
        /// <param name="amounts">How many elements to add before and after, for each of the last axes.</param>
        /// <param name="mode">Which elements to add.</param>
        public Tensor<T> Pad(ReadOnlySpan<(int Before, int After)> amounts, PaddingMode mode)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (mode == PaddingMode.Constant)
            {
                return x.Pad(amounts);
            }

            Span<int> sizes = stackalloc int[x.Rank];
            CheckPadding(x.Shape, amounts, mode, sizes);

            // Padding one axis is a selection along it, and selections along different axes do not disturb each other.
            var y = x;
            for (var axis = x.Rank - amounts.Length; axis < x.Rank; axis++)
            {
                var before = amounts[axis - (x.Rank - amounts.Length)].Before;
                if (sizes[axis] != x.Shape[axis])
                {
                    var places = new int[sizes[axis]];
                    for (var place = 0; place < places.Length; place++)
                    {
                        places[place] = PaddingSource(place - before, x.Shape[axis], mode);
                    }

                    y = TakeRows(y, new RowMap(y.Shape, WithSize(y.Shape, axis, places.Length), axis, Indices.Own(places, Shape.Create(places.Length))), "Pad");
                }
            }

            return y;
        }
    }

    /// <summary>Checks the amounts and computes the padded sizes.</summary>
    private static void CheckPadding(Shape shape, ReadOnlySpan<(int Before, int After)> amounts, PaddingMode mode, Span<int> sizes)
    {
        if (amounts.Length > shape.Rank)
        {
            throw Errors.Padding("Pad", $"{amounts.Length} amounts were given for the shape {shape}", $"Give at most one pair for each of its {shape.Rank} axes; fewer belong to the last ones.");
        }

        shape.AsSpan().CopyTo(sizes);
        for (var index = 0; index < amounts.Length; index++)
        {
            var axis = shape.Rank - amounts.Length + index;
            var (before, after) = amounts[index];
            if (before < 0 || after < 0)
            {
                throw Errors.Padding("Pad", FormattableString.Invariant($"the amounts ({before}, {after}) were given for axis {axis}"), "Both must be 0 or more. Slice takes elements away.");
            }

            var least = mode switch { PaddingMode.Constant => 0, PaddingMode.Reflect => 2, _ => 1 };
            if (before + after != 0 && shape[axis] < least)
            {
                throw Errors.Padding("Pad", $"axis {axis} of the shape {shape} was to be padded with mode {mode}", $"This mode takes its elements from the axis, which must have at least {least}. Use a constant.");
            }

            var size = (long)before + after + shape[axis];
            sizes[axis] = size <= Array.MaxLength ? (int)size : throw Errors.Padding("Pad", FormattableString.Invariant($"the amounts ({before}, {after}) were given for axis {axis}"), $"A tensor holds at most {Array.MaxLength} elements.");
        }
    }

    /// <summary>The place inside 0 .. size - 1 that a place outside takes its element from.</summary>
    private static int PaddingSource(int place, int size, PaddingMode mode)
    {
        switch (mode)
        {
            case PaddingMode.Replicate:
                return Math.Clamp(place, 0, size - 1);
            case PaddingMode.Circular:
                return (int)((((long)place % size) + size) % size);
            default:
                // A mirror at either end repeats with a period of twice the distance between them.
                var distance = size - 1L;
                return (int)(distance - Math.Abs((Math.Abs((long)place) % (2 * distance)) - distance));
        }
    }
}
