using System.Globalization;
using System.Numerics;

namespace AutoGrad;

/// <summary>Where a trainer's run stands, between two steps.</summary>
internal sealed class TrainerState<T>(BestEpoch<T> best, long stepsBefore)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The finished passes.</summary>
    public List<EpochSummary> Epochs { get; } = [];

    /// <summary>The best pass and its weights.</summary>
    public BestEpoch<T> Best { get; } = best;

    /// <summary>The means of the pass that is under way.</summary>
    public RunningMeans Means { get; private set; } = new();

    /// <summary>The steps taken of the pass that is under way.</summary>
    public int Step { get; set; }

    /// <summary>Where the stream stood when the order of the pass that is under way was drawn from it; null between passes.</summary>
    public ulong? OrderPosition { get; set; }

    /// <summary>The examples that the run has seen, in all its passes.</summary>
    public long Examples { get; set; }

    /// <summary>The optimizer's steps before the run.</summary>
    public long StepsBefore { get; set; } = stepsBefore;

    /// <summary>How long the run took in processes before this one.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Puts a stream where the order of the pass is drawn, and returns where it must be put after that; null where it just goes on.</summary>
    public ulong? BeginPass(RandomStream random)
    {
        var position = random.Position;
        if (OrderPosition is { } order)
        {
            random.Position = order;
            return position;
        }

        OrderPosition = position;
        return null;
    }

    public void EndPass() => (Step, OrderPosition, Means) = (0, null, new RunningMeans());
}

/// <summary>Saves a trainer's run to a folder and goes on from there.</summary>
internal sealed class TrainerCheckpoints<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CheckpointFolder folder;
    private readonly Optimizer<T> optimizer;
    private readonly TrainerState<T> state;
    private readonly BatchFeed<T> feed;
    private readonly Checkpoint<T> checkpoint;
    private readonly ReduceOnPlateau? plateau;
    private readonly WeightAverage<T>? average;
    private readonly string data;
    private readonly DrawnStreams? outer = RandomStream.Drawn;

    public TrainerCheckpoints(CheckpointFolder folder, Trainer<T> trainer, BatchFeed<T> feed, TrainerState<T> state)
    {
        (this.folder, optimizer, plateau, average, this.feed, this.state) = (folder, trainer.Optimizer, trainer.Plateau, trainer.Average, feed, state);
        var accumulated = trainer.AccumulatedBatches > 1 ? FormattableString.Invariant($", {trainer.AccumulatedBatches} to a step") : "";
        var goal = trainer.Goal == TrainingGoal.SmallestLoss ? "" : $", for the {trainer.Goal}";
        data = $"{feed.Description}{accumulated}{goal}";
        checkpoint = new Checkpoint<T>(trainer.Model, optimizer, [.. feed.Random]) { Extra = [.. state.Best.Copies, .. average?.States.Select(static one => one[0]) ?? []] };
        RandomStream.Drawn = new DrawnStreams(null);
    }

    /// <summary>Goes on where the newest checkpoint was saved, if there is one.</summary>
    public void Resume()
    {
        checkpoint.Expected = new("data", data);
        if (folder.LoadNewest(checkpoint) is null)
        {
            return;
        }

        try
        {
            Recall(checkpoint.Values);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw DataFormatException.InFile(Path.GetFileName(folder.Files[0]), $"it is no checkpoint of a Trainer's run ({fault.Message}). Save to another folder.");
        }
    }

    private void Recall(IDictionary<string, string> values)
    {
        state.Step = int.Parse(values["step"], CultureInfo.InvariantCulture);
        state.OrderPosition = values["order"] == "-" ? null : ulong.Parse(values["order"], CultureInfo.InvariantCulture);
        state.Examples = long.Parse(values["examples"], CultureInfo.InvariantCulture);
        feed.Place = values["place"];
        state.StepsBefore = long.Parse(values["before"], CultureInfo.InvariantCulture);
        state.Elapsed = new TimeSpan(long.Parse(values["elapsed"], CultureInfo.InvariantCulture));
        if (plateau is not null && values["plateau"].Split(' ') is [var metric, var bad, var rest])
        {
            plateau.State = new PlateauState(Real(metric), int.Parse(bad, CultureInfo.InvariantCulture), int.Parse(rest, CultureInfo.InvariantCulture));
        }

        foreach (var averaged in average?.States ?? [])
        {
            averaged.Steps = long.Parse(values["averaged"], CultureInfo.InvariantCulture);
        }

        var means = values["means"].Split(' ');
        state.Means.State = (Real(means[0]), long.Parse(means[1], CultureInfo.InvariantCulture), long.Parse(means[2], CultureInfo.InvariantCulture), long.Parse(means[3], CultureInfo.InvariantCulture));
        state.Best.Recall(int.Parse(values["best"], CultureInfo.InvariantCulture), Real(values["least"]));
        var names = values["metrics"].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in values["history"].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            var validation = words[3] == "-" ? null : new Evaluation(Real(words[3]), Maybe(words[4])) { Metrics = Measured(names, words.AsSpan(5)) };
            state.Epochs.Add(new EpochSummary(int.Parse(words[0], CultureInfo.InvariantCulture), Real(words[1]), Maybe(words[2]), validation));
        }
    }

    /// <summary>Saves after a step within a pass, if it is time.</summary>
    public void AfterStep(TimeSpan elapsed)
    {
        if (folder.EverySteps > 0 && optimizer.Steps % folder.EverySteps == 0)
        {
            Save(elapsed);
        }
    }

    /// <summary>Saves where the run stands.</summary>
    public void Save(TimeSpan elapsed)
    {
        var values = checkpoint.Values;
        var (loss, examples, labelled, correct) = state.Means.State;
        values["data"] = data;
        values["step"] = $"{state.Step}";
        values["order"] = state.OrderPosition is { } order ? $"{order}" : "-";
        values["examples"] = $"{state.Examples}";
        values["place"] = feed.Place;
        values["before"] = $"{state.StepsBefore}";
        values["elapsed"] = $"{elapsed.Ticks}";
        values["means"] = $"{Text(loss)} {examples} {labelled} {correct}";
        values["plateau"] = plateau?.State is { } plate ? $"{Text(plate.Best)} {plate.Bad} {plate.Rest}" : "-";
        values["best"] = $"{state.Best.Epoch}";
        values["least"] = Text(state.Best.Least);
        values["averaged"] = $"{average?.Updates ?? 0}";
        values["metrics"] = string.Join('\n', state.Epochs.FirstOrDefault()?.Validation?.Metrics.Select(static metric => metric.Key) ?? []);
        values["history"] = string.Join('\n', state.Epochs.Select(Line));
        using var activity = Telemetry.Activities.StartActivity("autograd.save");
        folder.Save(checkpoint, optimizer.Steps);
    }

    public void Dispose() => RandomStream.Drawn = outer;

    private static string Line(EpochSummary epoch)
    {
        string[] words = [$"{epoch.Epoch}", Text(epoch.Loss), Text(epoch.Accuracy), Text(epoch.Validation?.Loss), Text(epoch.Validation?.Accuracy)];
        return string.Join(' ', words.Concat(epoch.Validation?.Metrics.Select(static metric => Text(metric.Value)) ?? []));
    }

    private static MetricValues Measured(string[] names, ReadOnlySpan<string> words)
    {
        var measured = new KeyValuePair<string, double>[names.Length];
        for (var metric = 0; metric < names.Length; metric++)
        {
            measured[metric] = KeyValuePair.Create(names[metric], Real(words[metric]));
        }

        return new MetricValues(measured);
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "-";

    private static double Real(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static double? Maybe(string text) => text == "-" ? null : Real(text);
}
