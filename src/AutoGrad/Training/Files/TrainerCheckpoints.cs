using System.Numerics;

namespace AutoGrad;

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
    private readonly CancellationToken cancellation;
    private readonly DrawnStreams? outer = RandomStream.Drawn;

    public TrainerCheckpoints(CheckpointFolder folder, Trainer<T> trainer, BatchFeed<T> feed, TrainerState<T> state, CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        (this.folder, optimizer, plateau, average, this.feed, this.state) = (folder, trainer.Optimizer, trainer.Plateau, trainer.Average, feed, state);
        var accumulated = trainer.AccumulatedBatches > 1 ? FormattableString.Invariant($", {trainer.AccumulatedBatches} to a step") : "";
        var goal = trainer.Goal == TrainingGoal.SmallestLoss ? "" : $", for the {trainer.Goal}";
        data = $"{feed.Description}{accumulated}{goal}";
        checkpoint = new Checkpoint<T>(trainer.Model, optimizer, [.. feed.Random])
        {
            Extra = [.. Named("best", state.Best.Copies), .. Named("average", average?.States.Select(static one => one[0]) ?? [])],
        };
        RandomStream.Drawn = new DrawnStreams(null);
    }

    /// <summary>Goes on where the newest checkpoint was saved, if there is one. Whatever is refused, nothing is loaded: not the weights, not the optimizer's memory, no random stream.</summary>
    /// <param name="goesOn">Whether the run will ask for more batches, now that <c>state</c> is what was saved.</param>
    public void Resume(Func<bool> goesOn)
    {
        checkpoint.Expected = new("data", data);
        if (folder.OpenNewest(checkpoint) is not { Checkpoint: var fitting })
        {
            return;
        }

        var (plate, averaged) = Recall(fitting);
        fitting.Write(goesOn() && Seek() ? feed.Random : []);
        plateau?.State = plate;
        foreach (var one in average?.States ?? [])
        {
            one.Steps = averaged;
        }
    }

    /// <summary>Reads the run's own state; returns what belongs to objects of the caller's, which nothing may touch yet.</summary>
    private (PlateauState? Plateau, long Averaged) Recall(FittingCheckpoint<T> fitting)
    {
        try
        {
            feed.Place = fitting.Values["place"];
            return TrainerTexts.Read(fitting.Values, state, feed.Batches);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw DataFormatException.InFile(fitting.File, $"it is no checkpoint of a Trainer's run ({fault.Message}). Save to another folder.");
        }
    }

    /// <summary>Goes to the place in the data, before anything else is loaded: on the way it may turn out that they are others. Then the random streams that were drawn from are where they were.</summary>
    private bool Seek()
    {
        var before = new DrawnStreams(null);
        foreach (var stream in checkpoint.Streams())
        {
            before.Add(stream);
        }

        try
        {
            return feed.Seek();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopped on the way, not refused: the run is what was saved, and ends where it is.
            feed.Dispose();
            return false;
        }
        catch
        {
            try
            {
                feed.Dispose();
            }
            finally
            {
                before.Rewind();
            }

            throw;
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
        checkpoint.Values["data"] = data;
        checkpoint.Values["place"] = feed.Place;
        TrainerTexts.Write(checkpoint.Values, state, elapsed, plateau?.State, average?.Updates ?? 0);
        using var activity = Telemetry.Activities.StartActivity("autograd.save");
        folder.Save(checkpoint, optimizer.Steps);
    }

    public void Dispose() => RandomStream.Drawn = outer;

    private static IEnumerable<KeyValuePair<string, Tensor<T>>> Named(string name, IEnumerable<Tensor<T>> tensors) =>
        tensors.Select((tensor, index) => KeyValuePair.Create($"{name}/{index}", tensor));
}
