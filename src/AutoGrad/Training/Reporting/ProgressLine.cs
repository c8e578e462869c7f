using System.Globalization;
using System.Text;

namespace AutoGrad;

/// <summary>Where training stands, in one line.</summary>
internal static class ProgressLine
{
    private const int BarWidth = 24;

    /// <summary>The line while a pass is under way, with a bar.</summary>
    public static string Live(in TrainingProgress value) => Line(value, $" [{Bar((double)value.Step / value.Steps)}]");

    /// <summary>The line to keep: after a pass, with what validation says.</summary>
    public static string Kept(in TrainingProgress value) => Line(value, "") + Validation(value.Completed);

    /// <summary>A time of any length, short.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds < 99.5
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : time.TotalMinutes < 99.5
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h");

    private static string Line(in TrainingProgress value, string bar)
    {
        var step = value.Step.ToString(CultureInfo.InvariantCulture).PadLeft(Digits(value.Steps));
        var epoch = value.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(Digits(value.Epochs));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch}/{value.Epochs}  {step}/{value.Steps}{bar}  loss {value.Loss:0.0000}{Accuracy("accuracy", value.Accuracy)}  {value.ExamplesPerSecond:#,0}/s  {Time(value.Remaining)} left");
    }

    private static string Validation(EpochSummary? summary)
    {
        if (summary?.Validation is not { } validation)
        {
            return "";
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"  validation: loss {validation.Loss:0.0000}{Accuracy("accuracy", validation.Accuracy)}");
        foreach (var (name, measured) in validation.Metrics)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name} {measured:0.0000}");
        }

        return text.ToString();
    }

    private static string Accuracy(string name, double? share) => share is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  {name} {100 * share:0.0} %");

    private static string Bar(double share)
    {
        var done = Math.Clamp((int)(share * BarWidth), 0, BarWidth);
        return done == BarWidth ? new string('=', BarWidth) : new string('=', done) + ">" + new string('.', BarWidth - done - 1);
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
