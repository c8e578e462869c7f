using AutoGrad.Demo;
using Spectre.Console;

namespace AutoGrad;

public class ProgressDisplayTests
{
    private static readonly TrainingProgress last = new(
        30, 30, 45, 45, 0.01439, 0.9993, 27544.4, TimeSpan.FromSeconds(1.6), TimeSpan.Zero, new EpochSummary(30, 0.01439, 0.9993, new Evaluation(0.1, 0.961)));

    [Fact]
    public void A_line_tells_epoch_loss_accuracy_rate_and_time_left()
    {
        Assert.Equal("epoch 30/30  loss 0.0144  accuracy  99.9 %   27,544 examples/s  0 s left", ProgressText.Line(last));
        Assert.Equal(
            "epoch  2/30  loss 1.5000  accuracy   0.0 %        9 examples/s  17 min left",
            ProgressText.Line(last with { Epoch = 2, Loss = 1.5, Accuracy = 0, ExamplesPerSecond = 9, Remaining = TimeSpan.FromSeconds(1000) }));
    }

    [Fact]
    public void On_a_terminal_one_line_keeps_changing_and_the_last_state_stays()
    {
        using var text = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(text),
        });
        terminal.Profile.Width = 100;

        var expected = new TrainingResult(TrainingStop.Completed, [], 90, 30, TimeSpan.FromSeconds(1));
        var result = ProgressDisplay.RunLive(terminal, progress =>
        {
            progress.Report(last with { Epoch = 29, Loss = 0.5, Completed = null });
            progress.Report(last);
            return expected;
        });

        Assert.Same(expected, result);
        Assert.Contains("epoch 29/30  loss 0.5000", text.ToString(), StringComparison.Ordinal);
        var end = text.ToString().LastIndexOf("epoch ", StringComparison.Ordinal);
        Assert.StartsWith(ProgressText.Line(last), text.ToString()[end..], StringComparison.Ordinal);
    }
}
