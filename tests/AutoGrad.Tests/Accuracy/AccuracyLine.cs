using System.Globalization;
using AutoGrad.House;

namespace AutoGrad.Tests;

/// <summary>A line of the tables of docs/accuracy.md: worst errors in ulp.</summary>
/// <param name="Op">The op, its variant in parentheses.</param>
/// <param name="Range">Where it was tried.</param>
/// <param name="Single">Of float values.</param>
/// <param name="Slope">Of the derivative in float.</param>
/// <param name="Double">Of double values, where these were measured.</param>
internal sealed record AccuracyLine(string Op, string Range, double Single, double Slope, double? Double)
{
    public static string Page => Path.Combine(SourceModel.Root, "docs", "accuracy.md");

    /// <summary>What the page says.</summary>
    public static IReadOnlyList<AccuracyLine> Written() =>
        [.. File.ReadAllLines(Page).Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Select(Parse).OfType<AccuracyLine>()];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"| {Op} | {Range} | {Single:F1} | {Slope:F1} | {(Double is { } value ? value.ToString("F1", CultureInfo.InvariantCulture) : "")} |");

    private static AccuracyLine? Parse(string line) =>
        line.Split('|', StringSplitOptions.TrimEntries) is [_, var op, var range, var single, var slope, var twice, _] && Number(single) is { } first && Number(slope) is { } second
            ? new(op, range, first, second, Number(twice))
            : null;

    private static double? Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
