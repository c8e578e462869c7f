using System.Globalization;

namespace AutoGrad;

/// <summary>What to take of one axis: one element (the axis vanishes), a range, or every n-th element of a range.</summary>
/// <remarks>
/// Written as C# writes it: <c>x[0]</c>, <c>x[^1]</c>, <c>x[1..3]</c>, <c>x[.., ^2..]</c>, and with a step <c>x[(1..9).By(2)]</c>, <c>x[(..).By(-1)]</c>.
/// Nothing is clipped, and negative numbers do not count from the end. The default value takes the whole axis.
/// </remarks>
public readonly record struct AxisRange
{
    private readonly Range range;
    private readonly int element;

    // 0 stands for one element, and in the default value for the whole axis.
    private readonly int step;
    private readonly Kind kind;

    /// <summary>Every <paramref name="step"/>-th element of a range: forwards from its first element, or backwards from its last for a negative step.</summary>
    /// <exception cref="ValueException">The step is 0 (AG162).</exception>
    public AxisRange(Range range, int step)
    {
        this.range = range;
        this.step = step != 0 ? step : throw Errors.ZeroStep("AxisRange");
        kind = Kind.Range;
    }

    private AxisRange(int element, Kind kind) => (this.element, this.kind) = (element, kind);

    private enum Kind : byte
    {
        Whole,
        FromStart,
        FromEnd,
        Range,
    }

    /// <summary>Whether this takes one element, so that the axis vanishes.</summary>
    public bool IsElement => kind is Kind.FromStart or Kind.FromEnd;

    /// <summary>One element, counted from the start.</summary>
    public static implicit operator AxisRange(int index) => new(index, Kind.FromStart);

    /// <summary>One element, counted from the start or, as <c>^1</c>, from the end.</summary>
    public static implicit operator AxisRange(Index index) => new(index.Value, index.IsFromEnd ? Kind.FromEnd : Kind.FromStart);

    /// <summary>A range of neighbours.</summary>
    public static implicit operator AxisRange(Range range) => new(range, 1);

    /// <summary>The index or range as C# writes it.</summary>
    public override string ToString() => kind switch
    {
        Kind.Whole => "..",
        Kind.FromStart => element.ToString(CultureInfo.InvariantCulture),
        Kind.FromEnd => string.Create(CultureInfo.InvariantCulture, $"^{element}"),
        _ => step == 1 ? range.ToString() : string.Create(CultureInfo.InvariantCulture, $"({range}).By({step})"),
    };

    /// <summary>The first element taken, how many, and how far from one to the next; throws where any lies outside the axis.</summary>
    internal (int Start, int Count, int Step) Resolve(string op, int axis, Shape shape)
    {
        var size = shape[axis];
        if (kind == Kind.Whole)
        {
            return (0, size, 1);
        }

        if (IsElement)
        {
            var at = kind == Kind.FromEnd ? size - element : element;
            return (uint)at < (uint)size ? (at, 1, 1) : throw Errors.RangeOutside(op, $"the index {this}", axis, shape);
        }

        var (start, end) = (range.Start.GetOffset(size), range.End.GetOffset(size));
        if (start < 0 || end > size || start > end)
        {
            throw Errors.RangeOutside(op, $"the range {this}", axis, shape);
        }

        // Steps longer than the range take one element, so that no product of count and step overflows.
        var length = end - start;
        var stride = Math.Clamp(step, -Math.Max(length, 1), Math.Max(length, 1));
        var count = (length + Math.Abs(stride) - 1) / Math.Abs(stride);
        return (stride > 0 ? start : end - 1, count, stride);
    }
}

/// <summary>Steps for ranges.</summary>
public static class AxisRanges
{
    extension(Range range)
    {
        /// <summary>Every <paramref name="step"/>-th element of the range: forwards from its first element, or backwards from its last for a negative step.</summary>
        /// <exception cref="ValueException">The step is 0 (AG162).</exception>
        public AxisRange By(int step) => new(range, step);
    }
}
