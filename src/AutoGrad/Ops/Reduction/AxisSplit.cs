namespace AutoGrad;

/// <summary>A dense shape seen from one of its axes: [outer, size, inner].</summary>
internal readonly record struct AxisSplit(int Outer, int Size, int Inner)
{
    /// <summary>The split where a further axis stands before all others.</summary>
    public AxisSplit Over(int rows) => this with { Outer = Outer * rows };

    public static AxisSplit Of(string op, int axis, Shape shape)
    {
        axis = ShapeRules.Axis(op, axis, shape);
        var (outer, inner) = (1, 1);
        for (var other = 0; other < shape.Rank; other++)
        {
            outer *= other < axis ? shape[other] : 1;
            inner *= other > axis ? shape[other] : 1;
        }

        return new AxisSplit(outer, shape[axis], inner);
    }
}
