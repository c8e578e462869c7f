using System.Globalization;
using System.Text;

namespace AutoGrad;

/// <summary>A summary as a table of text.</summary>
internal static class ModuleSummaryText
{
    private static readonly string[] headings = ["module", "output", "parameters", "multiply-adds", "memory"];

    public static string Format(ModuleSummary summary)
    {
        string[][] cells = [headings, .. summary.Rows.Select(Cells)];
        var widths = Enumerable.Range(0, headings.Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        for (var line = 0; line < cells.Length; line++)
        {
            var row = cells[line].Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            text.AppendJoin("  ", row).Append('\n');
            if (line == 0)
            {
                text.Append('-', widths.Sum() + (2 * (widths.Length - 1))).Append('\n');
            }
        }

        text.Append('-', widths.Sum() + (2 * (widths.Length - 1))).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{summary.Parameters:#,0} parameters, {summary.TrainableParameters:#,0} of them trained; {Size(summary.ParameterBytes)} with buffers\n");
        text.Append(CultureInfo.InvariantCulture, $"{summary.MultiplyAdds:#,0} multiply-adds and {Size(summary.ForwardBytes)} on a tape in one forward pass");
        return text.ToString();
    }

    /// <summary>A number of bytes, short.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 999.5 && unit < units.Length - 1; unit++)
        {
            size /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || size >= 99.95 ? size.ToString("0", CultureInfo.InvariantCulture) : size.ToString("0.0", CultureInfo.InvariantCulture))} {units[unit]}");
    }

    private static string[] Cells(ModuleSummaryRow row) =>
    [
        new string(' ', 2 * row.Depth) + (row.Name.Length > 0 ? row.Name + " " : "") + row.Type + (row.IsFrozen ? " (frozen)" : ""),
        row.Output?.ToString() ?? "-",
        Count(row.Parameters),
        Count(row.MultiplyAdds),
        row.Output is null ? "-" : Size(row.OutputBytes),
    ];

    private static string Count(long count) => count == 0 ? "-" : count.ToString("#,0", CultureInfo.InvariantCulture);
}
