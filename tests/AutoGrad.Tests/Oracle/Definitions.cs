namespace AutoGrad.Oracle;

/// <summary>What a row of the table computes, over numbers of any kind.</summary>
internal static class Definitions
{
    public static IEnumerable<string> Names => [.. ElementDefinitions<DoubleDouble>.All.Keys, .. Families<DoubleDouble>().SelectMany(static family => family.Keys)];

    /// <summary>The rows that have a definition.</summary>
    public static IEnumerable<OpRow> Rows => OpTable.Rows.Where(static row => Of<DoubleDouble>(row) is not null);

    /// <summary>Whether a row's errors are small beside the whole result but not beside each element: factorizations, and gates, whose slopes are formed of their values.</summary>
    public static bool IsWhole(OpRow row) => FactorDefinitions<DoubleDouble>.All.ContainsKey(row.Name) || row.Op is "Gru" or "Lstm";

    /// <summary>The definition of a row, if it has one: by its name; else, of a step function, its reference; else, of sums of elements, what its reference shows.</summary>
    public static Func<Grid<N>[], Grid<N>>? Of<N>(OpRow row)
        where N : struct, IReal<N> =>
        ElementDefinitions<N>.All.TryGetValue(row.Name, out var function) ? x => Grid<N>.Zip(function, x)
        : Families<N>().Select(family => family.GetValueOrDefault(row.Name)).FirstOrDefault(static definition => definition is not null) is { } named ? named
        : row.Orders == 0 ? x => Step(row, x)
        : WiringDefinitions.Covers(row) ? x => WiringDefinitions.Run(row, x)
        : null;

    /// <summary>The result of a row's definition where each element is made a number by a function of its operand's place, its own place, and its value.</summary>
    public static Grid<N> Run<N>(OpRow row, Dense[] operands, Func<int, int, double, N> element)
        where N : struct, IReal<N> =>
        Of<N>(row)!([.. operands.Select((operand, place) => new Grid<N>(operand.Shape, [.. operand.Values.Select((x, flat) => element(place, flat, x))]))]);

    private static IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>>[] Families<N>()
        where N : struct, IReal<N> =>
        [ShapedDefinitions<N>.All, ContractionDefinitions<N>.All, WindowDefinitions<N>.All, ChoiceDefinitions<N>.All, SequenceDefinitions<N>.All, MatrixDefinitions<N>.All, FactorDefinitions<N>.All];

    /// <summary>A row that has no derivative: its result is constant.</summary>
    private static Grid<N> Step<N>(OpRow row, Grid<N>[] operands)
        where N : struct, IReal<N>
    {
        var result = row.Reference([.. operands.Select(static operand => new Dense(operand.Shape, Array.ConvertAll(operand.Values, static x => x.Leading)))]);
        return new(result.Shape, Array.ConvertAll(result.Values, N.From));
    }
}
