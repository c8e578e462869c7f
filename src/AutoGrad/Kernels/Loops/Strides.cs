namespace AutoGrad;

/// <summary>Element strides of dense row-major shapes.</summary>
internal static class Strides
{
    /// <summary>Fills in how far one step along each axis moves in a dense buffer: the product of the sizes further in.</summary>
    public static void Fill(ReadOnlySpan<int> shape, Span<int> strides)
    {
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;

            // A zero size makes all strides further out meaningless, and nothing will walk them.
            stride = unchecked(stride * shape[axis]);
        }
    }

    /// <summary>
    /// Fills in the strides with which a dense operand is read along the axes of a broader shape, its axes aligned at the end: 0 where its
    /// size is 1 or the axis is missing.
    /// </summary>
    public static void FillBroadcast(ReadOnlySpan<int> operand, ReadOnlySpan<int> shape, Span<int> strides)
    {
        int stride = 1;
        int missing = shape.Length - operand.Length;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            int size = axis < missing ? 1 : operand[axis - missing];
            strides[axis] = size == 1 ? 0 : stride;
            stride = unchecked(stride * size);
        }
    }
}
