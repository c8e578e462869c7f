namespace AutoGrad.Oracle;

/// <summary>What a row of the table computes, over numbers of any kind.</summary>
internal static class Definitions
{
    public static IEnumerable<string> Names => [.. ElementDefinitions<DoubleDouble>.All.Keys, .. ShapedDefinitions<DoubleDouble>.All.Keys, .. MatrixDefinitions<DoubleDouble>.All.Keys];

    /// <summary>The rows that have a definition.</summary>
    public static IEnumerable<OpRow> Rows => OpTable.Rows.Where(static row => Of<DoubleDouble>(row) is not null);

    /// <summary>The definition of a row, if it has one.</summary>
    public static Func<Grid<N>[], Grid<N>>? Of<N>(OpRow row)
        where N : struct, IReal<N> =>
        ElementDefinitions<N>.All.TryGetValue(row.Name, out var function) ? x => Grid<N>.Zip(function, x) : ShapedDefinitions<N>.All.GetValueOrDefault(row.Name) ?? MatrixDefinitions<N>.All.GetValueOrDefault(row.Name);

    /// <summary>The result of a row's definition where each element is made a number by a function of its operand's place, its own place, and its value.</summary>
    public static Grid<N> Run<N>(OpRow row, Dense[] operands, Func<int, int, double, N> element)
        where N : struct, IReal<N> =>
        Of<N>(row)!([.. operands.Select((operand, place) => new Grid<N>(operand.Shape, [.. operand.Values.Select((x, flat) => element(place, flat, x))]))]);
}
