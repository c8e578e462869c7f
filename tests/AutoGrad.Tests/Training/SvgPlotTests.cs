using System.Globalization;
using System.Xml.Linq;

namespace AutoGrad;

public class SvgPlotTests
{
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    private static string[] Texts(SvgPlot plot) => [.. XDocument.Parse(plot.ToSvg()).Descendants(svg + "text").Select(text => text.Value)];

    private static string Line(SvgPlot plot) => XDocument.Parse(plot.ToSvg()).Descendants(svg + "path").Last().Attribute("d")!.Value;

    [Fact]
    public void A_chart_shows_title_labels_legend_and_round_ticks()
    {
        var plot = new SvgPlot { Title = "Loss", XLabel = "epoch", YLabel = "cross entropy" }
            .Add("training", [0, 1, 2, 3, 4], [2.3, 1.1, 0.6, 0.4, 0.3])
            .Add("validation", [0, 1, 2, 3, 4], [2.3, 1.2, 0.7, 0.55, 0.5]);
        var texts = Texts(plot);
        foreach (var expected in new[] { "Loss", "epoch", "cross entropy", "training", "validation", "0.5", "1.0", "1.5", "2.0", "4.0" })
        {
            Assert.Contains(expected, texts);
        }
    }

    [Fact]
    public void Text_is_escaped_and_freed_of_what_XML_cannot_hold()
    {
        var plot = new SvgPlot { Title = "a < b & \"c\" '\0\u0001\uFFFF\uD800", XLabel = "</svg><script>" }.Add("]]>", [1, 2], [1, 2]);
        var texts = Texts(plot);
        Assert.Contains("a < b & \"c\" '   \uFFFD", texts);
        Assert.Contains("</svg><script>", texts);
        Assert.Contains("]]>", texts);
    }

    [Fact]
    public void Nothing_outside_the_picture_is_referred_to()
    {
        var svg = new SvgPlot().Add("a", [1, 2], [1, 2]).ToSvg();
        Assert.DoesNotContain("href", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", svg, StringComparison.Ordinal);
        Assert.Single(svg.Split("http")[1..]);
    }

    [Fact]
    public void Points_that_are_not_finite_break_the_line_and_do_not_stretch_the_axes()
    {
        var line = Line(new SvgPlot().Add("a", [0, 1, 2, 3, 4, double.NaN], [1, 2, double.NaN, double.PositiveInfinity, 2, 1]));
        Assert.Equal(2, line.Count(c => c == 'M'));
        Assert.EndsWith("h0", line, StringComparison.Ordinal); // the point alone is a dot
        Assert.DoesNotContain("NaN", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { double.NaN, double.PositiveInfinity })]
    [InlineData(new[] { 0.0 })]
    [InlineData(new[] { 5.0, 5.0 })]
    [InlineData(new[] { double.MinValue, double.MaxValue })]
    [InlineData(new[] { double.MaxValue, double.MaxValue })]
    [InlineData(new[] { 0, 5e-324 })]
    [InlineData(new[] { 1e-300, 2e-300 })]
    [InlineData(new[] { 1e16, 1e16 + 2 })]
    [InlineData(new[] { 1.0, 1.0000000000000002 })]
    [InlineData(new[] { -1e-5, 3e-5 })]
    [InlineData(new[] { 123456.0, 9876543.0 })]
    public void Any_values_make_a_chart_with_a_few_distinct_ticks(double[] values)
    {
        var plot = new SvgPlot().Add("a", values, values);
        var svg = plot.ToSvg();
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
        var axis = PlotAxis.Through(values.Where(double.IsFinite), 0, 100, 0.04, 8);
        var ticks = axis.Ticks().ToArray();
        Assert.InRange(ticks.Length, 2, 20);
        Assert.Equal(ticks.Length, ticks.Select(tick => tick.Label).Distinct().Count());
        Assert.All(ticks, tick => Assert.InRange(axis.Place(tick.Value), -0.01, 100.01));
    }

    [Fact]
    public void The_culture_of_the_thread_does_not_matter()
    {
        var plot = new SvgPlot().Add("a", [0, 0.5], [-0.25, 1.75]);
        var expected = plot.ToSvg();
        var culture = CultureInfo.CurrentCulture;
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NumberDecimalSeparator = ",";
        foreign.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = foreign;
            Assert.Equal(expected, plot.ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Series_of_unequal_lengths_and_odd_sizes_are_refused()
    {
        Assert.Contains("'a' has 2 x and 1 y", Assert.Throws<ArgumentException>(() => new SvgPlot().Add("a", [1, 2], [1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SvgPlot { Width = 10 });
    }

    [Fact]
    public void The_same_data_give_the_same_text() => Assert.Equal(
        new SvgPlot { Title = "t" }.Add("a", [1, 2], [3, 4]).ToSvg(), new SvgPlot { Title = "t" }.Add("a", [1, 2], [3, 4]).ToSvg());

    [Theory]
    [InlineData(480, 300, 7, 7)]
    [InlineData(800, 480, 7, 7)]
    [InlineData(480, 300, 40, 11)]
    [InlineData(200, 200, 7, 0)]
    public void Many_long_names_leave_room_for_the_lines_and_stay_inside_the_picture(int width, int height, int count, int shown)
    {
        var plot = new SvgPlot { Title = "Validation loss of all runs of the sweep", XLabel = "epoch", YLabel = "mean cross-entropy of the validation data in nats per example", Width = width, Height = height };
        string[] names = [.. Enumerable.Range(0, count).Select(static run => $"transformer-4x256 lr=3e-{run + 2} weight-decay=0.0{run} seed={run}")];
        foreach (var name in names)
        {
            plot.Add(name, [0, 1, 2], [3, 2, 1]);
        }

        var picture = XDocument.Parse(plot.ToSvg());
        var swatches = picture.Descendants(svg + "path").Where(static path => path.Attribute("d")!.Value.EndsWith("h22", StringComparison.Ordinal)).ToArray();
        Assert.Equal(shown, swatches.Length);
        Assert.Equal(shown, swatches.Select(static swatch => (swatch.Attribute("stroke")!.Value, swatch.Attribute("stroke-dasharray")?.Value)).Distinct().Count());

        // Every name is told whole, in the entry or in its hint, and those that are shown differ.
        var entries = picture.Descendants(svg + "text").Where(static text => text.Attribute("text-anchor") is null && text.Attribute("font-size") is null).ToArray();
        Assert.Equal(names, entries.SelectMany(entry => (entry.Element(svg + "title") ?? entry).Value.Split('\n')));
        Assert.Equal(entries.Length, entries.Select(Shown).Distinct().Count());
        Assert.All(entries, entry => Assert.InRange(Number(entry, "x") + SvgText.Width(Shown(entry)), 0, width));

        // The axis is the path that goes down and to the right.
        var axis = picture.Descendants(svg + "path").Select(static path => path.Attribute("d")!.Value).Single(static path => path.Contains('V') && path.Contains('H'));
        var ends = axis[1..].Split(' ', 'V', 'H').Select(static number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(ends[2] - ends[1], 0.18 * height, height);
        Assert.All(entries, entry => Assert.InRange(Number(entry, "y"), 0, ends[1]));

        static string Shown(XElement entry) => string.Concat(entry.Nodes().OfType<XText>());
        static double Number(XElement entry, string name) => double.Parse(entry.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("validation", 10, "validation")]
    [InlineData("validation", 6, "val…on")]
    [InlineData("a b c d", 4, "a…d")]
    [InlineData("", 0, "")]
    [InlineData("ab", 0, "…")]
    [InlineData("e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301…e\u0301")]
    public void Text_is_shortened_in_the_middle(string text, int columns, string expected) => Assert.Equal(expected, SvgText.Shorten(text, columns));
}
