using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>One element of an axis, which vanishes.</summary>
        /// <remarks>
        /// Formula: y[..] = x[.., index, ..].  Derivative: g at that place, 0 elsewhere.  Shapes: the axis vanishes.  Keeps: nothing.
        /// Errors: AG160 where the index lies outside the axis, AG111 for an axis that does not exist.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Select(int axis, int index) => Select(x, axis, (AxisRange)index);

        /// <summary>One element of an axis, which vanishes; <c>^1</c> is the last.</summary>
        /// <inheritdoc cref="Select{T}(Tensor{T}, int, int)"/>
        public Tensor<T> Select(int axis, Index index) => Select(x, axis, (AxisRange)index);
    }

    private static Tensor<T> Select<T>(Tensor<T> x, int axis, AxisRange index)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return View(x, SelectView("Select", x.Shape, axis, index), "Select");
    }

    /// <summary>The places at one index of one axis.</summary>
    private static StridedView SelectView(string op, Shape from, int axis, AxisRange index)
    {
        // Whole ranges before the one that selects; the axes behind it are whole by being left out.
        Span<AxisRange> ranges = stackalloc AxisRange[Shape.MaxRank];
        var along = ShapeRules.Axis(op, axis, from);
        ranges.Clear();
        ranges[along] = index;
        return SliceView(op, from, ranges[..(along + 1)], out _);
    }
}
