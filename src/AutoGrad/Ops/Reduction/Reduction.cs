namespace AutoGrad;

/// <summary>The checked axes of one reduction and the shapes it can give.</summary>
internal readonly ref struct Reduction
{
    private readonly Shape from;

    public Reduction(Shape from, ReadOnlySpan<int> axes, string op)
    {
        this.from = from;
        Span<bool> reduced = stackalloc bool[Shape.MaxRank];
        ShapeRules.Axes(op, axes, from, reduced);
        Axes = AxisSet.From(reduced[..from.Rank]);
        Length = ShapeRules.ReducedLength(from, reduced[..from.Rank]);
    }

    public AxisSet Axes { get; }

    /// <summary>How many elements are folded into one.</summary>
    public int Length { get; }

    /// <summary>The shape with the reduced axes as 1.</summary>
    public static Shape Keep(Shape from, AxisSet axes) => Shaped(from, axes, true);

    /// <summary>The shape of the result.</summary>
    public Shape Result(bool keepAxes) => Shaped(from, Axes, keepAxes);

    private static Shape Shaped(Shape from, AxisSet axes, bool keepAxes)
    {
        Span<bool> reduced = stackalloc bool[from.Rank];
        axes.CopyTo(reduced);
        return ShapeRules.Reduce(from, reduced, keepAxes);
    }
}
