using System.Globalization;

namespace AutoGrad.Demo;

/// <summary>Training's state in one line, the same wherever it is shown.</summary>
internal static class ProgressText
{
    public static string Line(in TrainingProgress state)
    {
        var width = state.Epochs.ToString(CultureInfo.InvariantCulture).Length;
        var epoch = state.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(width);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch}/{state.Epochs}  loss {state.Loss:0.0000}  accuracy {Share(state.Accuracy)}  {state.ExamplesPerSecond,7:#,0} examples/s  {Time(state.Remaining)} left");
    }

    /// <summary>A share of 1 as a percentage.</summary>
    public static string Share(double? share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share,5:0.0} %");

    /// <summary>A time of any length, short.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds < 99.5
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
        : time.TotalMinutes < 99.5
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h");
}
