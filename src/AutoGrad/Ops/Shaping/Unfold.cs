using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Every window of an axis, side by side: a further axis holds what lies in each.</summary>
        /// <remarks>
        /// Formula: y[.., i, .., j] = x[.., i step + j, ..].  Derivative: zeros to which g is added at those places.
        /// Shapes: the axis of size n gets (n - size) / step + 1 windows, rounded down, and the last axis is the window.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist, AG131 for a size or step below 1 or a window larger than the axis.  Accuracy: exact.
        /// </remarks>
        /// <param name="axis">The axis; negative ones count from the end.</param>
        /// <param name="size">The size of a window.</param>
        /// <param name="step">How far one window begins behind the other.</param>
        public Tensor<T> Unfold(int axis, int size, int step = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = ShapeRules.Axis("Unfold", axis, x.Shape);
            var length = x.Shape[along];
            CheckWindow("Unfold", size, step, length);
            var count = ((length - size) / step) + 1;
            var taken = TakeRows(x, WindowRows(x.Shape, along, count, size, step), "Unfold");
            return taken.ReshapeTo(Shape.For("Unfold", [.. x.Shape.AsSpan()[..along], count, size, .. x.Shape.AsSpan()[(along + 1)..]])).MoveAxis(along + 1, -1);
        }

        /// <summary>Puts windows back where Unfold took them from; where they overlap they are added.</summary>
        /// <remarks>
        /// Formula: y[.., k, ..] = the sum of x[.., i, .., j] over all i step + j = k.  Derivative: the windows of g.
        /// Shapes: x [.., windows, .., size] becomes [.., length, ..], the last axis being what lies in each window.  Keeps: nothing.
        /// Errors: AG111 for an axis that does not exist, AG131 for a step below 1 or a window larger than the length, AG108 where the number of windows does not fit.
        /// Edges: places that no window covers are 0.  Accuracy: additions in the order of the windows.
        /// </remarks>
        /// <param name="axis">The axis of the windows; negative ones count from the end of the result.</param>
        /// <param name="length">How long that axis was before Unfold.</param>
        /// <param name="step">How far one window begins behind the other.</param>
        public Tensor<T> Fold(int axis, int length, int step = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (x.Rank < 2)
            {
                throw Errors.Rule("Fold", $"the shape {x.Shape} was given", "There must be an axis of windows and, as the last, one of what lies in each: Unsqueeze a single window.");
            }

            var rest = Shape.Create(x.Shape.AsSpan()[..^1]);
            var along = ShapeRules.Axis("Fold", axis, rest);
            var size = x.Shape[^1];
            CheckWindow("Fold", size, step, length);
            var count = ((length - size) / step) + 1;
            if (rest[along] != count)
            {
                throw Errors.Rule("Fold", FormattableString.Invariant($"{rest[along]} windows of size {size} were given for an axis of {length} in steps of {step}"), FormattableString.Invariant($"There are {count} such windows: take the length and the step that Unfold had."));
            }

            var whole = WithSize(rest, along, length);
            var windows = x.MoveAxis(-1, along + 1);
            return AddRows(windows.ReshapeTo(Shape.Create([.. rest.AsSpan()[..along], count * size, .. rest.AsSpan()[(along + 1)..]])), WindowRows(whole, along, count, size, step));
        }
    }

    private static void CheckWindow(string op, int size, int step, int length)
    {
        if (size < 1 || step < 1 || size > length)
        {
            throw Errors.Value(op, FormattableString.Invariant($"windows of size {size} in steps of {step} were given for an axis of {length}"), "Both are 1 or more, and a window is no larger than the axis: use a smaller window, or Pad the axis.");
        }
    }

    private static RowMap WindowRows(Shape from, int axis, int count, int size, int step)
    {
        var rows = new int[count * size];
        for (var place = 0; place < rows.Length; place++)
        {
            rows[place] = (place / size * step) + (place % size);
        }

        return new RowMap(from, WithSize(from, axis, rows.Length), axis, Indices.Own(rows, Shape.Create(rows.Length)));
    }
}
