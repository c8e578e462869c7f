namespace AutoGrad.Oracle;

/// <summary>What the table's rows of segments, scattered reductions and places of extremes compute, by their names.</summary>
internal static class ChoiceDefinitions<N>
    where N : struct, IReal<N>
{
    /// <summary>Which segment each row of the segment ops belongs to, and where the columns of the scattered operand go; as in the table's calls.</summary>
    private static readonly int[] segments = [2, 0, 2, 0];
    private static readonly int[] halves = [0, 1, 1, 0];
    private static readonly int[] places = [2, 0, 0, 1, 2, 2, 1, 1];

    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All = new Dictionary<string, Func<Grid<N>[], Grid<N>>>
    {
        ["SegmentMean"] = static x => Segments(x[0], segments, 4, static rows => rows.Length == 0 ? default : ShapedDefinitions<N>.Mean(rows)),
        ["SegmentMax"] = static x => Segments(x[0], segments, 3, ShapedDefinitions<N>.Largest),
        ["SegmentMax(all taken)"] = static x => Segments(x[0], halves, 2, ShapedDefinitions<N>.Largest),
        ["ScatterReduce(Sum)"] = static x => Scattered(x[0], x[1], ShapedDefinitions<N>.Sum),
        ["ScatterReduce(Mean)"] = static x => Scattered(x[0], x[1], ShapedDefinitions<N>.Mean),
        ["ScatterReduce(Maximum)"] = static x => Scattered(x[0], x[1], ShapedDefinitions<N>.Largest),
        ["ScatterReduce(Minimum)"] = static x => Scattered(x[0], x[1], ShapedDefinitions<N>.Smallest),
        ["ScatterReduce(Product)"] = static x => Scattered(x[0], x[1], ShapedDefinitions<N>.Product),
        ["ScatterReduce(ties)"] = static x => new([1], [ShapedDefinitions<N>.Largest([.. x[0].Values, .. x[1].Values])]),
        ["ScatterReduce(zeros)"] = static x => new([3], [x[0][0] * x[1][0] * x[1][1], x[0][1] * x[1][2], x[0][2]]),
        ["MaxWithIndices"] = static x => x[0].Fold([-1], false, ShapedDefinitions<N>.Largest),
        ["MinWithIndices(axis 0)"] = static x => x[0].Fold([0], true, ShapedDefinitions<N>.Smallest),
        ["SafeWhere(condition)"] = static x => Grid<N>.Zip(static e => Functions<N>.IsPositive(e[1]) ? N.From(2) * e[0] : e[0] * e[0], x),
    };

    private static Grid<N> Segments(Grid<N> x, int[] segments, int count, Func<N[], N> function) =>
        Grid<N>.From([count, .. x.Shape[1..]], i => function([.. Enumerable.Range(0, segments.Length).Where(row => segments[row] == i[0]).Select(row => x[[row, .. i[1..]]])]));

    /// <summary>Each element with those of the other operand that are sent to its place along the second axis.</summary>
    private static Grid<N> Scattered(Grid<N> x, Grid<N> y, Func<N[], N> function) => Grid<N>.From(
        x.Shape,
        i => function([x[i], .. Enumerable.Range(0, 4).Where(column => places[(4 * i[0]) + column] == i[1]).Select(column => y.At([i[0], column]))]));
}
