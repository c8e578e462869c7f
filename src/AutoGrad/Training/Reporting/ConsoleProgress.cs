namespace AutoGrad;

/// <summary>Shows training on the console: on a terminal one line that keeps changing, with step, bar, loss, rate and time left, and a line that stays for each epoch; elsewhere plain lines.</summary>
/// <remarks>
/// <code>
/// using var progress = new ConsoleProgress();
/// trainer.Run(training, random, validation, progress);
/// </code>
/// Plain lines come at each epoch's end, and now and then where epochs are long: fit for a file. Drawn by the training thread between two steps, at most 12 times a second.
/// Disposing it ends the line that changes, which a run that stops in the middle of an epoch leaves open; a writer that was given stays open.
/// </remarks>
public sealed class ConsoleProgress : IProgress<TrainingProgress>, IDisposable
{
    private static readonly TimeSpan redraw = TimeSpan.FromMilliseconds(80);

    /// <summary>How long plain output is silent at most.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    private readonly TextWriter writer;
    private readonly bool isLive;
    private readonly Func<int> width;
    private readonly TimeProvider time;
    private long written;
    private int drawn;

    /// <summary>Shows on standard output.</summary>
    public ConsoleProgress()
        : this(Console.Out, !Console.IsOutputRedirected, static () => Console.WindowWidth, TimeProvider.System)
    {
    }

    /// <summary>Writes plain lines to a writer, such as one of a log file.</summary>
    public ConsoleProgress(TextWriter writer)
        : this(writer, false, static () => int.MaxValue, TimeProvider.System)
    {
    }

    internal ConsoleProgress(TextWriter writer, bool isLive, Func<int> width, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(writer);
        (this.writer, this.isLive, this.width, this.time) = (writer, isLive, width, time);
        written = isLive ? long.MinValue / 2 : time.GetTimestamp();
    }

    /// <summary>Of how many epochs one leaves its line, the first and the last planned one besides; 1 (the default): each.</summary>
    /// <exception cref="ValueException">It is less than 1.</exception>
    public int EpochsPerLine
    {
        get;
        init => field = value > 0 ? value : throw Errors.TrainingSetting("ConsoleProgress", nameof(EpochsPerLine), value, "It must be 1 or more.");
    } = 1;

    /// <summary>Shows where training stands, if it is time to.</summary>
    public void Report(TrainingProgress value)
    {
        if (value.Completed is not null && (value.Epoch == 1 || value.Epoch == value.Epochs || value.Epoch % EpochsPerLine == 0))
        {
            Draw(ProgressLine.Kept(value), stays: true);
        }
        else if (time.GetElapsedTime(written) >= (isLive ? redraw : patience))
        {
            Draw(isLive ? ProgressLine.Live(value) : ProgressLine.Kept(value), stays: !isLive);
        }
    }

    /// <summary>Ends the line that changes, if one is there.</summary>
    public void Dispose()
    {
        if (drawn > 0)
        {
            writer.WriteLine();
            drawn = 0;
        }
    }

    private void Draw(string line, bool stays)
    {
        written = time.GetTimestamp();
        if (!isLive)
        {
            writer.WriteLine(line);
            return;
        }

        // A line that is broken by the terminal cannot be drawn over; what stays may be.
        var shown = stays ? line : line[..Math.Min(line.Length, Math.Max(1, width() - 1))];
        writer.Write('\r' + shown + new string(' ', Math.Max(0, drawn - shown.Length)) + (stays ? Environment.NewLine : ""));
        writer.Flush();
        drawn = stays ? 0 : shown.Length;
    }
}
