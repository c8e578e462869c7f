using System.Globalization;

namespace AutoGrad;

/// <summary>One axis of a chart: which values it spans, where they go, and which of them are labelled.</summary>
/// <remarks>Ticks are multiples of 1, 2 or 5 times a power of ten. Source: P. Heckbert, "Nice Numbers for Graph Labels", Graphics Gems (1990).</remarks>
internal sealed class PlotAxis
{
    private readonly double least;
    private readonly double most;
    private readonly double start;
    private readonly double end;
    private readonly double step;

    private PlotAxis(double least, double most, double start, double end, int ticks)
    {
        (this.least, this.most, this.start, this.end) = (least, most, start, end);
        // Divided before subtracted: the span of all doubles is no double.
        step = NiceStep((most / ticks) - (least / ticks));
    }

    /// <summary>An axis from pixel <paramref name="start"/> to <paramref name="end"/> through all the values, with a part of the span to spare on each side and a most number of steps.</summary>
    public static PlotAxis Through(IEnumerable<double> values, double start, double end, double padding, int most)
    {
        var least = double.PositiveInfinity;
        var greatest = double.NegativeInfinity;
        foreach (var value in values)
        {
            least = double.Min(least, value);
            greatest = double.Max(greatest, value);
        }

        if (least > greatest)
        {
            (least, greatest) = (0, 1); // no values at all: an empty chart is still a chart
        }

        var size = double.Max(double.Abs(least), double.Abs(greatest));
        var half = (greatest / 2) - (least / 2);
        // Values that are equal, or too close for ticks to differ in their 15 digits, get room around them.
        var room = half <= size * 1e-11 || half < 1e-290 ? double.Max(size * 0.1, 1e-280) : 2 * padding * half;
        room = size < 1e-279 ? 1 : room;
        return new PlotAxis(
            double.Clamp(least - room, double.MinValue, double.MaxValue), double.Clamp(greatest + room, double.MinValue, double.MaxValue), start, end, most);
    }

    /// <summary>The pixel of a value.</summary>
    public double Place(double value) => start + ((end - start) * (((value / 2) - (least / 2)) / ((most / 2) - (least / 2))));

    /// <summary>The labelled values, from low to high.</summary>
    public IEnumerable<(double Value, string Label)> Ticks()
    {
        var first = double.Ceiling(least / step);
        var last = double.Floor(most / step);
        var size = double.Max(double.Abs(first * step), double.Abs(last * step));
        var scientific = size >= 1e6 || step < 1e-4;
        // As many decimals as tell neighbours apart; a step of 0.2 needs one, of 1e-5 in scientific notation those of the leading digits.
        var power = double.Floor(double.Log10(step) + 1e-9);
        var decimals = (int)double.Clamp(scientific ? double.Floor(double.Log10(double.Max(size, step)) + 1e-9) - power : -power, 0, 15);
        var format = scientific ? "0." + new string('#', decimals) + "e+0" : "F" + decimals.ToString(CultureInfo.InvariantCulture);
        for (var count = 0; count <= last - first; count++)
        {
            var value = (first + count) * step;
            yield return (value, value == 0 ? "0" : value.ToString(format, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The least of 1, 2, 5 times a power of ten that is not below <paramref name="step"/>.</summary>
    private static double NiceStep(double step)
    {
        var power = double.Pow(10, double.Floor(double.Log10(step)));
        return (step / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
