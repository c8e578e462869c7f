namespace AutoGrad;

/// <summary>Where the names of a chart's series stand above it: in rows as they come; where these would take too much of the picture, in columns, shortened to what tells them apart; what finds no place is counted in the last entry.</summary>
internal sealed class PlotLegend
{
    private const double Row = 20;
    private const double Swatch = 30;
    private const double Gap = 16;

    /// <summary>The least that is left of a name: fewer tell nothing apart.</summary>
    private const int LeastLetters = 12;

    private PlotLegend(IReadOnlyList<PlotLegendEntry> entries, double bottom) => (Entries, Bottom) = (entries, bottom);

    /// <summary>The entries, a picture of the line and a text each.</summary>
    public IReadOnlyList<PlotLegendEntry> Entries { get; }

    /// <summary>Where the plot may begin.</summary>
    public double Bottom { get; }

    /// <summary>Arranges names between two sides, from a height on, in at most so many pixels if there is any way.</summary>
    public static PlotLegend Of(IReadOnlyList<string> names, double left, double right, double top, double most)
    {
        if (names.Count == 0)
        {
            return new([], top);
        }

        var rows = int.Max(1, (int)(most / Row));
        return InRows(names, left, right, top) is var flowing && flowing.Bottom - top <= rows * Row ? flowing : InColumns(names, left, right, top, rows);
    }

    private static PlotLegend InRows(IReadOnlyList<string> names, double left, double right, double top)
    {
        var entries = new List<PlotLegendEntry>();
        var (x, y) = (left, top);
        for (var index = 0; index < names.Count; index++)
        {
            var shown = SvgText.Shorten(names[index], Letters(right - left));
            var width = Swatch + SvgText.Width(shown);
            if (x > left && x + width > right)
            {
                (x, y) = (left, y + Row);
            }

            entries.Add(new(index, x, y, shown, names[index]));
            x += width + Gap;
        }

        return new(entries, y + Row);
    }

    private static PlotLegend InColumns(IReadOnlyList<string> names, double left, double right, double top, int rows)
    {
        // As many columns as the rows need, unless too little would be left of the names; then the last entry stands for all others.
        var possible = int.Max(1, (int)((right - left + Gap) / (Swatch + (LeastLetters * SvgText.LetterWidth) + Gap)));
        var columns = int.Min((names.Count + rows - 1) / rows, possible);
        var shown = int.Min(names.Count, columns * rows);
        var width = (right - left + Gap) / columns;
        var letters = Letters(width - Gap);
        var common = names.Any(name => SvgText.Columns(name) > letters) ? CommonWords(names) : 0;
        var entries = new List<PlotLegendEntry>();
        for (var index = 0; index < shown; index++)
        {
            var isRest = index == shown - 1 && shown < names.Count;
            var (x, y) = (left + (index % columns * width), top + (index / columns * Row));
            entries.Add(isRest
                ? new(null, x, y, FormattableString.Invariant(index == 0 ? (FormattableString)$"{names.Count} lines" : $"and {names.Count - index} more"), string.Join('\n', names.Skip(index)))
                : new(index, x, y, SvgText.Shorten(common == 0 ? names[index] : $"…{names[index].AsSpan(common)}", letters), names[index]));
        }

        return new(entries, top + ((shown + columns - 1) / columns * Row));
    }

    /// <summary>How many characters all names begin with that are whole words, and leave something of each.</summary>
    private static int CommonWords(IReadOnlyList<string> names)
    {
        var common = names.Skip(1).Aggregate(names[0].Length, (length, name) => int.Min(length, names[0].AsSpan(0, length).CommonPrefixLength(name)));
        while (common > 0 && (char.IsLetterOrDigit(names[0][common - 1]) || names.Any(name => name.Length == common || char.IsSurrogate(name[common]))))
        {
            common--;
        }

        return common < 3 ? 0 : common;
    }

    private static int Letters(double width) => (int)((width - Swatch) / SvgText.LetterWidth);
}

/// <summary>A name in a chart's legend.</summary>
/// <param name="Series">Whose line stands before it; null: none.</param>
/// <param name="X">Its left side.</param>
/// <param name="Y">The middle of its row.</param>
/// <param name="Text">What is shown.</param>
/// <param name="Full">The whole name.</param>
internal sealed record PlotLegendEntry(int? Series, double X, double Y, string Text, string Full);
