using System.Globalization;
using System.Text;

namespace AutoGrad;

/// <summary>A line chart as a self-contained SVG picture: for loss curves and the like.</summary>
/// <remarks>Points that are not finite are left out, and the line is broken there. Dark where the viewer asks for it. Colours: M. Okabe, K. Ito, "Color Universal Design" (2008), told apart by the colour-blind too.</remarks>
public sealed class SvgPlot
{
    private const double LetterWidth = 7.7;
    private const double TitleLetterWidth = 11;
    private const double TitleRow = 24;
    private const double Right = 24;
    private const double Bottom = 58;

    private static readonly string[] colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    /// <summary>For viewers that ask for dark pictures; the attributes are the light one. Blue and black are brightened, which would not be seen.</summary>
    private const string Dark = """
        <style>@media (prefers-color-scheme: dark) {
        .paper { fill: #1c1c20 } .ink { fill: #c8c8cc } .title { fill: #f2f2f4 } .grid { stroke: #3a3a40 }
        .axis { stroke: #77777d } .line0 { stroke: #4aa3df } .line6 { stroke: #f2f2f4 }
        }</style>

        """;

    private readonly List<(string Name, double[] X, double[] Y)> series = [];

    /// <summary>The heading; none if empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the horizontal axis shows.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the vertical axis shows.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>The picture's width in pixels, 200 to 10,000.</summary>
    public int Width
    {
        get;
        init => field = CheckSize(value, nameof(Width));
    } = 800;

    /// <summary>The picture's height in pixels, 200 to 10,000.</summary>
    public int Height
    {
        get;
        init => field = CheckSize(value, nameof(Height));
    } = 480;

    /// <summary>Adds a line through the points (x, y), in the order given, and returns this plot.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="x">Horizontal positions.</param>
    /// <param name="y">Vertical positions, as many.</param>
    /// <exception cref="ArgumentException">There are not as many x as y.</exception>
    public SvgPlot Add(string name, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"SvgPlot: the series '{name}' has {x.Length} x and {y.Length} y; give one y for each x.", nameof(y));
        }

        series.Add((name, x.ToArray(), y.ToArray()));
        return this;
    }

    /// <summary>The picture as SVG text, with no reference to anything outside it.</summary>
    public string ToSvg()
    {
        var text = new StringBuilder();
        Write(text, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" role=\"img\"");
        Write(text, $" font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#444\" class=\"ink\">\n");
        Write(text, $"<title>{SvgText.Escape(Title)}</title>\n{Dark}<rect width=\"100%\" height=\"100%\" fill=\"#fff\" class=\"paper\"/>\n");

        // Room on the left for the longest number beside the axis; which numbers stand there does not depend on where it is.
        var yTicks = int.Max(2, Height / 60);
        var left = 50 + (LetterWidth * PlotAxis.Through(Finite(across: false), 0, 1, padding: 0.04, yTicks).Ticks().Select(static tick => tick.Label.Length).DefaultIfEmpty().Max());
        var top = WriteLegend(text, left, WriteTitle(text, left));
        var area = (Left: left, Top: top, Bottom: Height - Bottom, Right: Width - Right);
        var xAxis = PlotAxis.Through(Finite(across: true), left, area.Right, padding: 0, most: int.Max(2, Width / 90));
        var yAxis = PlotAxis.Through(Finite(across: false), area.Bottom, area.Top, padding: 0.04, yTicks);
        WriteAxes(text, xAxis, yAxis, area);
        for (var i = 0; i < series.Count; i++)
        {
            WriteLine(text, series[i].X, series[i].Y, xAxis, yAxis, i);
        }

        return text.Append("</svg>\n").ToString();
    }

    /// <summary>A series' colour, round ends, and dashes from the eighth series on, when the colours begin again.</summary>
    private static string Stroke(int series)
    {
        var dashes = (series / colours.Length) switch { 0 => "", var round => string.Create(CultureInfo.InvariantCulture, $" stroke-dasharray=\"{(round % 2 == 1 ? 7 : 1)} {4 + (round / 2)}\"") };
        return $" stroke=\"{colours[series % colours.Length]}\" stroke-linecap=\"round\" class=\"line{series % colours.Length}\"{dashes}";
    }

    /// <summary>One coordinate of every point of which both are finite.</summary>
    private IEnumerable<double> Finite(bool across)
    {
        foreach (var (_, x, y) in series)
        {
            for (var i = 0; i < x.Length; i++)
            {
                if (double.IsFinite(x[i]) && double.IsFinite(y[i]))
                {
                    yield return across ? x[i] : y[i];
                }
            }
        }
    }

    /// <summary>The heading, in as many lines as it takes, up to a quarter of the picture. Returns where what follows may begin.</summary>
    private double WriteTitle(StringBuilder text, double left)
    {
        var lines = new List<string> { "" };
        foreach (var whole in Title.Split(' '))
        {
            var word = SvgText.Shorten(whole, (int)((Width - Right - left) / TitleLetterWidth));
            var longer = lines[^1].Length > 0 ? $"{lines[^1]} {word}" : word;
            if (lines[^1].Length > 0 && SvgText.Columns(longer) * TitleLetterWidth > Width - Right - left)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] = longer;
            }
        }

        var most = int.Max(1, (int)(Height * 0.25 / TitleRow));
        if (lines.Count > most)
        {
            lines.RemoveRange(most, lines.Count - most);
            lines[^1] += " …";
        }

        var top = 20.0;
        foreach (var line in lines.Where(static line => line.Length > 0))
        {
            Write(text, $"<text x=\"{left:0.##}\" y=\"{top + 14:0.##}\" font-size=\"18\" font-weight=\"600\" fill=\"#111\" class=\"title\">{SvgText.Escape(line)}</text>\n");
            top += TitleRow;
        }

        return top > 20 ? top + 10 : top;
    }

    /// <summary>Names and colours above the plot, where no line can run through them. Returns where the plot may begin.</summary>
    private double WriteLegend(StringBuilder text, double left, double top)
    {
        // More than this share of the picture names may not take from the lines. Rows that do not fit beside the axis may begin at the picture's edge.
        var most = (Height - top - Bottom) * 0.5;
        string[] names = [.. series.Select(static one => one.Name)];
        var legend = PlotLegend.Of(names, left, Width - Right, top, most);
        legend = legend.Entries.Any(static entry => entry.Text != entry.Full) ? PlotLegend.Of(names, Right, Width - Right, top, most) : legend;
        foreach (var (index, x, y, shown, full) in legend.Entries)
        {
            if (index is { } line)
            {
                Write(text, $"<path d=\"M{x:0.##} {y:0.##}h22\" stroke-width=\"3\"{Stroke(line)}/>");
            }

            var hint = shown == full ? "" : $"<title>{string.Join('\n', full.Split('\n').Select(SvgText.Escape))}</title>";
            Write(text, $"<text x=\"{(index is null ? x : x + 30):0.##}\" y=\"{y + 4.5:0.##}\">{hint}{SvgText.Escape(shown)}</text>\n");
        }

        return legend.Bottom;
    }

    private void WriteAxes(StringBuilder text, PlotAxis xAxis, PlotAxis yAxis, (double Left, double Top, double Bottom, double Right) area)
    {
        var (left, top, bottom, right) = area;
        foreach (var (value, label) in yAxis.Ticks())
        {
            var y = yAxis.Place(value);
            Write(text, $"<path d=\"M{left:0.##} {y:0.##}H{right:0.##}\" stroke=\"#e4e4e4\" class=\"grid\"/>");
            Write(text, $"<text x=\"{left - 10:0.##}\" y=\"{y + 4.5:0.##}\" text-anchor=\"end\">{label}</text>\n");
        }

        foreach (var (value, label) in xAxis.Ticks())
        {
            var x = xAxis.Place(value);
            Write(text, $"<path d=\"M{x:0.##} {bottom:0.##}v5\" stroke=\"#888\" class=\"axis\"/>");
            Write(text, $"<text x=\"{x:0.##}\" y=\"{bottom + 20:0.##}\" text-anchor=\"middle\">{label}</text>\n");
        }

        Write(text, $"<path d=\"M{left:0.##} {top:0.##}V{bottom:0.##}H{right:0.##}\" fill=\"none\" stroke=\"#888\" class=\"axis\"/>\n");
        Write(text, $"<text x=\"{(left + right) / 2:0.##}\" y=\"{Height - 14}\" text-anchor=\"middle\">{Label(XLabel, right - left)}</text>\n");
        Write(text, $"<text transform=\"translate(20 {(top + bottom) / 2:0.##}) rotate(-90)\" text-anchor=\"middle\">{Label(YLabel, bottom - top)}</text>\n");
    }

    /// <summary>What an axis shows, as much of it as its length has room for.</summary>
    private static string Label(string label, double length)
    {
        var shown = SvgText.Shorten(label, (int)(length / SvgText.LetterWidth));
        return shown == label ? SvgText.Escape(label) : $"<title>{SvgText.Escape(label)}</title>{SvgText.Escape(shown)}";
    }

    private static void WriteLine(StringBuilder text, double[] x, double[] y, PlotAxis xAxis, PlotAxis yAxis, int series)
    {
        text.Append("<path d=\"");
        var drawing = false;
        for (var i = 0; i < x.Length; i++)
        {
            var finite = double.IsFinite(x[i]) && double.IsFinite(y[i]);
            if (finite)
            {
                Write(text, $"{(drawing ? 'L' : 'M')}{xAxis.Place(x[i]):0.##} {yAxis.Place(y[i]):0.##}");
                // A point without neighbours becomes a line of length 0, which its round ends show as a dot.
                var alone = !drawing && (i + 1 == x.Length || !double.IsFinite(x[i + 1]) || !double.IsFinite(y[i + 1]));
                text.Append(alone ? "h0" : "");
            }

            drawing = finite;
        }

        Write(text, $"\" fill=\"none\" stroke-width=\"2\" stroke-linejoin=\"round\"{Stroke(series)}/>\n");
    }

    private static void Write(StringBuilder text, FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));

    private static int CheckSize(int value, string name) => value is >= 200 and <= 10_000
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"SvgPlot: {name} is {value}; give one from 200 to 10000.");
}
