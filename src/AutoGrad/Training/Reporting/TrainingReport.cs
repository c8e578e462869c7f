using System.Globalization;
using System.Numerics;
using System.Text;

namespace AutoGrad;

/// <summary>One run on one page: curves, a table of all epochs, settings and the model, as a single HTML file that refers to nothing outside it.</summary>
/// <remarks>
/// <code>
/// var result = trainer.Run(training, random, validation);
/// TrainingReport.Of(trainer, result, model.Summary([1, 64])).Save("report.html");
/// </code>
/// </remarks>
public sealed class TrainingReport
{
    /// <summary>A report of a result alone.</summary>
    public TrainingReport(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Result = result;
    }

    /// <summary>What came of the run.</summary>
    public TrainingResult Result { get; }

    /// <summary>The heading.</summary>
    public string Title { get; init { ArgumentNullException.ThrowIfNull(value); field = value; } } = "Training";

    /// <summary>What the model is made of; null: left out.</summary>
    public ModuleSummary? Model { get; init; }

    /// <summary>Names and values to list, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init { ArgumentNullException.ThrowIfNull(value); field = [.. value]; } } = [];

    /// <summary>A report of a trainer's run, with its settings.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="result">What came of its run.</param>
    /// <param name="model">What the model is made of; null: left out.</param>
    public static TrainingReport Of<T>(Trainer<T> trainer, TrainingResult result, ModuleSummary? model = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return new TrainingReport(result) { Model = model, Settings = [.. SettingsOf(trainer)] };
    }

    /// <summary>The page.</summary>
    public string ToHtml()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>{SvgText.Escape(Title)}</title>\n{Style}</head>\n<body>\n<h1>{SvgText.Escape(Title)}</h1>\n");
        text.Append(CultureInfo.InvariantCulture, $"<p>{SvgText.Escape(Conclusion())}</p>\n");
        text.Append("<div class=\"curves\">\n");
        foreach (var plot in TrainingCurves.Of(Result.Epochs))
        {
            text.Append("<figure>\n").Append(plot.ToSvg()).Append("</figure>\n");
        }

        text.Append("</div>\n");

        if (Settings.Count > 0)
        {
            text.Append("<h2>Settings</h2>\n<table class=\"settings\">\n");
            foreach (var (name, value) in Settings)
            {
                text.Append(CultureInfo.InvariantCulture, $"<tr><th>{SvgText.Escape(name)}</th><td>{SvgText.Escape(value)}</td></tr>\n");
            }

            text.Append("</table>\n");
        }

        if (Model is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"<h2>Model</h2>\n<pre>{string.Join('\n', Model.ToString().Split('\n').Select(SvgText.Escape))}</pre>\n");
        }

        AppendEpochs(text);
        return text.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>Writes the page to a file; if that fails, what was there before is still there, whole.</summary>
    /// <exception cref="FileSaveException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var bytes = Encoding.UTF8.GetBytes(ToHtml());
        SafeFile.Save(path, stream => stream.Write(bytes));
    }

    private const string Style = """
        <style>
        :root { color-scheme: light dark; }
        body { font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", Helvetica, Arial, sans-serif; color: #222; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
        .curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); }
        figure { margin: .8rem 0; } svg { max-width: 100%; height: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { padding: .15rem .8rem; text-align: right; border-bottom: 1px solid #e4e4e4; }
        .settings th, .settings td { text-align: left; } .settings th { font-weight: normal; color: #666; } tr.best td { background: #e6f4ea; }
        pre { overflow-x: auto; background: #f6f6f6; padding: .8rem; line-height: 1.35; } .wide { overflow-x: auto; }
        @media (prefers-color-scheme: dark) {
        body { color: #d8d8dc; background: #1c1c20; } th, td { border-color: #3a3a40; }
        .settings th { color: #9a9aa0; } tr.best td { background: #1f3d2a; } pre { background: #26262b; }
        }
        </style>

        """;

    private static string Number(double? value) => value is null ? "" : value.Value.ToString("G5", CultureInfo.InvariantCulture);

    private static IEnumerable<KeyValuePair<string, string>> SettingsOf<T>(Trainer<T> trainer)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        static KeyValuePair<string, string> Setting(string name, object value) => KeyValuePair.Create(name, Convert.ToString(value, CultureInfo.InvariantCulture)!);
        yield return Setting("Optimizer", trainer.Optimizer.GetType().Name.Split('`')[0]);
        yield return Setting("Learning rate at the end", trainer.Optimizer.LearningRate);
        yield return Setting("Epochs at most", trainer.Epochs);
        yield return Setting("Examples in a batch", trainer.BatchSize);
        yield return Setting("Batches in a step", trainer.AccumulatedBatches);
        if (trainer.Patience is { } patience)
        {
            yield return Setting("Patience", FormattableString.Invariant($"{patience} epochs for the {trainer.Goal}"));
        }

        if (trainer.MaximumGradientNorm is { } norm)
        {
            yield return Setting("Largest norm of the gradients", norm);
        }

        if (trainer.Average is { } average)
        {
            yield return Setting("Weights", average.Decay is { } decay ? FormattableString.Invariant($"moving average, decay {decay}") : "mean of all steps");
        }

        yield return Setting("Element type", typeof(T).Name);
    }

    private string Conclusion()
    {
        var end = Result.Stop switch
        {
            TrainingStop.Completed => "All epochs were run",
            TrainingStop.EarlyStop => "Stopped early, since it got no better",
            TrainingStop.Requested => "Stopped by a callback",
            _ => "Cancelled",
        };
        var best = Result.BestEpoch == 0 ? "" : FormattableString.Invariant($" The best epoch was {Result.BestEpoch}.");
        return FormattableString.Invariant($"{end}: {Result.Epochs.Count} epochs, {Result.Steps:#,0} steps in {ProgressLine.Time(Result.Elapsed)}.{best}");
    }

    private void AppendEpochs(StringBuilder text)
    {
        var metrics = TrainingCurves.MetricNames(Result.Epochs);
        text.Append("<h2>Epochs</h2>\n<div class=\"wide\">\n<table>\n<tr><th>epoch</th><th>loss</th><th>accuracy</th><th>validation loss</th><th>validation accuracy</th>");
        foreach (var name in metrics)
        {
            text.Append(CultureInfo.InvariantCulture, $"<th>{SvgText.Escape(name)}</th>");
        }

        text.Append("</tr>\n");
        foreach (var epoch in Result.Epochs)
        {
            var row = epoch.Epoch == Result.BestEpoch ? " class=\"best\"" : "";
            text.Append(CultureInfo.InvariantCulture, $"<tr{row}><td>{epoch.Epoch}</td><td>{Number(epoch.Loss)}</td><td>{Number(epoch.Accuracy)}</td>");
            text.Append(CultureInfo.InvariantCulture, $"<td>{Number(epoch.Validation?.Loss)}</td><td>{Number(epoch.Validation?.Accuracy)}</td>");
            foreach (var name in metrics)
            {
                text.Append(CultureInfo.InvariantCulture, $"<td>{Number(TrainingCurves.Metric(epoch, name))}</td>");
            }

            text.Append("</tr>\n");
        }

        text.Append("</table>\n</div>\n");
    }
}
