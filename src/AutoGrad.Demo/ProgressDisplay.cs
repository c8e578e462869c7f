using System.Diagnostics;
using Spectre.Console;

namespace AutoGrad.Demo;

/// <summary>Shows how training goes: one line that keeps changing on a terminal, a line now and then where the output is read later.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs the training with a display that suits standard output.</summary>
    public static TrainingResult Run(Func<IProgress<TrainingProgress>, TrainingResult> train)
    {
        var capabilities = AnsiConsole.Profile.Capabilities;
        return !Console.IsOutputRedirected && capabilities.Ansi && capabilities.Interactive
            ? RunLive(AnsiConsole.Console, train)
            : train(new PlainLines());
    }

    /// <summary>Runs the training with a line that keeps changing.</summary>
    public static TrainingResult RunLive(IAnsiConsole console, Func<IProgress<TrainingProgress>, TrainingResult> train) => console.Progress()
        .AutoRefresh(false) // drawn by the training thread between two steps, so that no timer competes with it for a core
        .Columns(new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(context => train(new LiveLine(context)));

    private sealed class LiveLine(ProgressContext context) : IProgress<TrainingProgress>
    {
        private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(80);

        private readonly ProgressTask task = context.AddTask("starting");
        private long drawn;

        public void Report(TrainingProgress value)
        {
            var last = value.Epoch == value.Epochs && value.Completed is not null;
            if (!last && Stopwatch.GetElapsedTime(drawn) < pause)
            {
                return;
            }

            drawn = Stopwatch.GetTimestamp();
            task.Description = Markup.Escape(ProgressText.Line(value));
            task.Value = 100 * (value.Epoch - 1 + ((double)value.Step / value.Steps)) / value.Epochs;
            context.Refresh();
        }
    }

    private sealed class PlainLines : IProgress<TrainingProgress>
    {
        private const int MostEpochs = 100;

        /// <summary>How long to be silent at most where epochs are long.</summary>
        private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

        private long written = Stopwatch.GetTimestamp();

        public void Report(TrainingProgress value)
        {
            var stride = (value.Epochs + MostEpochs - 1) / MostEpochs;
            var due = value.Completed is not null && (value.Epoch == 1 || value.Epoch == value.Epochs || value.Epoch % stride == 0);
            if (due || Stopwatch.GetElapsedTime(written) >= patience)
            {
                written = Stopwatch.GetTimestamp();
                Console.WriteLine(ProgressText.Line(value) + (value.Completed?.Validation is { } test ? $"  test {ProgressText.Share(test.Accuracy)}" : ""));
            }
        }
    }
}
