namespace AutoGrad.Tests;

public sealed class ConsoleProgressTests
{
    private static readonly TrainingProgress start = new(1, 20, 9, 45, 0.51439, 0.8125, 27544.4, TimeSpan.FromSeconds(1.6), TimeSpan.FromSeconds(42), null);

    private static readonly TrainingProgress end = start with
    {
        Step = 45,
        Completed = new EpochSummary(1, 0.51439, 0.8125, new Evaluation(0.25, 0.9) { Metrics = new MetricValues([KeyValuePair.Create("F1", 0.875)]) }),
    };

    [Fact]
    public void A_terminal_shows_one_line_that_changes_and_keeps_one_for_each_epoch()
    {
        var (writer, time) = (new StringWriter(), new Clock());
        var progress = new ConsoleProgress(writer, true, static () => 200, time);
        progress.Report(start);
        progress.Report(start with { Step = 10 });
        time.Now += TimeSpan.FromMilliseconds(100).Ticks;
        progress.Report(start with { Step = 36 });
        progress.Report(end);
        var lines = writer.ToString().Split('\r', '\n').Where(static line => line.Length > 0).Select(static line => line.TrimEnd()).ToArray();
        Assert.Equal(
            [
                "epoch  1/20   9/45 [====>...................]  loss 0.5144  accuracy 81.3 %  27,544/s  42 s left",
                "epoch  1/20  36/45 [===================>....]  loss 0.5144  accuracy 81.3 %  27,544/s  42 s left",
                "epoch  1/20  45/45  loss 0.5144  accuracy 81.3 %  27,544/s  42 s left  validation: loss 0.2500  accuracy 90.0 %  F1 0.8750",
            ],
            lines);
    }

    [Fact]
    public void A_narrow_terminal_never_breaks_the_line_that_changes_and_what_was_longer_is_wiped()
    {
        var (writer, time) = (new StringWriter(), new Clock());
        var width = 60;
        var progress = new ConsoleProgress(writer, true, () => width, time);
        progress.Report(start);
        width = 30;
        time.Now += TimeSpan.TicksPerSecond;
        progress.Report(start);
        var lines = writer.ToString().Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([59, 59], lines.Select(static line => line.Length));
        Assert.Equal(29, lines[1].TrimEnd().Length);
    }

    [Fact]
    public void A_file_gets_plain_lines_at_the_end_of_epochs_and_now_and_then_where_these_are_long()
    {
        var (writer, time) = (new StringWriter(), new Clock());
        var progress = new ConsoleProgress(writer, false, static () => 10, time);
        progress.Report(start);
        Assert.Empty(writer.ToString());
        time.Now += 11 * TimeSpan.TicksPerSecond;
        progress.Report(start with { Accuracy = null });
        progress.Report(end);
        Assert.Equal(
            [
                "epoch  1/20   9/45  loss 0.5144  27,544/s  42 s left",
                "epoch  1/20  45/45  loss 0.5144  accuracy 81.3 %  27,544/s  42 s left  validation: loss 0.2500  accuracy 90.0 %  F1 0.8750",
                "",
            ],
            writer.ToString().Split(Environment.NewLine));
        Assert.DoesNotContain("\r", writer.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Long_runs_may_leave_a_line_for_some_of_their_epochs(bool isLive)
    {
        var (writer, time) = (new StringWriter(), new Clock());
        using (var progress = new ConsoleProgress(writer, isLive, static () => 200, time) { EpochsPerLine = 5 })
        {
            for (var epoch = 1; epoch <= 12; epoch++)
            {
                progress.Report(end with { Epoch = epoch, Epochs = 12 });
            }
        }

        var left = writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(static line => line[(line.LastIndexOf('\r') + 1)..][..11]);
        Assert.Equal(["epoch  1/12", "epoch  5/12", "epoch 10/12", "epoch 12/12"], left);
        Assert.Throws<ValueException>(static () => new ConsoleProgress { EpochsPerLine = 0 });
    }

    [Fact]
    public void The_line_of_a_run_that_was_stopped_within_an_epoch_ends_when_the_progress_is_disposed()
    {
        var (writer, time) = (new StringWriter(), new Clock());
        var progress = new ConsoleProgress(writer, true, static () => 200, time);
        progress.Dispose();
        Assert.Empty(writer.ToString());
        progress.Report(start);
        Assert.False(writer.ToString().EndsWith(Environment.NewLine, StringComparison.Ordinal));
        progress.Dispose();
        progress.Dispose();
        Assert.EndsWith(" left" + Environment.NewLine, writer.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, writer.ToString().Count('\n'));
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
