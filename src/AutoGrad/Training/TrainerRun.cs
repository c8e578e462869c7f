using System.Diagnostics;
using System.Numerics;

namespace AutoGrad;

/// <summary>One run of a trainer: the loop itself.</summary>
internal sealed class TrainerRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Trainer<T> trainer;
    private readonly Optimizer<T> optimizer;
    private readonly BatchFeed<T> feed;
    private readonly Dataset<T>? validation;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly TrainerState<T> state;
    private readonly BatchLearner<T> learner;
    private TrainerCheckpoints<T>? checkpoints;
    private bool stopRequested;

    public TrainerRun(Trainer<T> trainer, BatchFeed<T> feed, Dataset<T>? validation, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        (this.trainer, optimizer, this.feed) = (trainer, trainer.Optimizer, feed);
        (this.validation, this.progress, this.cancellation) = (validation, progress, cancellation);
        state = new TrainerState<T>(new BestEpoch<T>(trainer.Patience is null ? null : trainer.Model, trainer.Goal, trainer.MinimumImprovement), optimizer.Steps);
        learner = new BatchLearner<T>(trainer);
    }

    private TimeSpan Elapsed => state.Elapsed + clock.Elapsed;

    public TrainingResult Run()
    {
        using var activity = Telemetry.Activities.StartActivity("autograd.train");
        using var saving = trainer.Checkpoints is { } folder ? new TrainerCheckpoints<T>(folder, trainer, feed, state, cancellation) : null;
        checkpoints = saving;
        checkpoints?.Resume(() => Stop() is null && state.Epochs.Count < trainer.Epochs && !cancellation.IsCancellationRequested);
        var stop = Stop();
        while (stop is null && state.Epochs.Count < trainer.Epochs)
        {
            if (RunEpoch() is not { } summary)
            {
                // In the middle of a pass, where a run that goes on begins.
                stop = stopRequested ? TrainingStop.Requested : TrainingStop.Cancelled;
                checkpoints?.Save(Elapsed);
                break;
            }

            state.Epochs.Add(summary);
            if (trainer.Plateau is { } plateau)
            {
                optimizer.LearningRate = plateau.Next(optimizer.LearningRate, summary.Validation?.Loss ?? summary.Loss);
            }

            state.EndPass();
            stop = Stop();
            checkpoints?.Save(Elapsed);
        }

        Finish(stop);
        activity?.SetTag("autograd.steps", optimizer.Steps - state.StepsBefore).SetTag("autograd.stop", $"{stop ?? TrainingStop.Completed}");
        return new TrainingResult(stop ?? TrainingStop.Completed, state.Epochs, optimizer.Steps - state.StepsBefore, state.Best.Epoch, Elapsed);
    }

    private TrainingStop? Stop() =>
        stopRequested ? TrainingStop.Requested : trainer.Patience is { } patience && state.Epochs.Count - state.Best.Epoch >= patience ? TrainingStop.EarlyStop : null;

    /// <summary>Gives the model the weights that the run was for: the best ones, or the averages; a cancelled run keeps those it had.</summary>
    private void Finish(TrainingStop? stop)
    {
        if (stop != TrainingStop.Cancelled)
        {
            trainer.Average?.Apply();
            state.Best.Restore();
        }
    }

    /// <summary>One pass over the data, or the rest of one that was under way when it was saved; null when it was ended in between.</summary>
    private EpochSummary? RunEpoch()
    {
        using var activity = Telemetry.Activities.StartActivity("autograd.epoch");
        var epoch = state.Epochs.Count + 1;
        activity?.SetTag("autograd.epoch", epoch);
        EpochSummary? summary = null;
        using var batches = feed.Epoch(state).GetEnumerator();
        for (var step = state.Step + 1; step <= feed.Batches; step++)
        {
            if ((learner.IsBetweenSteps && (stopRequested || cancellation.IsCancellationRequested)) || !MoveNext(batches))
            {
                return null;
            }

            var isLast = step == feed.Batches;
            state.Examples += batches.Current.Count;
            learner.Learn(state.Means, batches.Current, epoch, step, isLast);
            summary = isLast ? Summarize(epoch) : null;
            Report(epoch, step, summary);
            if (!isLast)
            {
                state.Step = step;
                if (learner.IsBetweenSteps)
                {
                    checkpoints?.AfterStep(Elapsed);
                }
            }
        }

        return summary;
    }

    /// <summary>The next batch; false where the source was cancelled while it was waited for.</summary>
    private bool MoveNext(IEnumerator<Batch<T>> batches)
    {
        try
        {
            return batches.MoveNext();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The end of a pass: validation, and the best weights so far, both with the averages where there are any.</summary>
    private EpochSummary Summarize(int epoch)
    {
        trainer.Average?.Swap();
        try
        {
            var summary = new EpochSummary(epoch, state.Means.Loss, state.Means.Accuracy, validation is null ? null : trainer.Evaluate(validation));
            state.Best.Add(summary);
            return summary;
        }
        finally
        {
            trainer.Average?.Swap();
        }
    }

    private void Report(int epoch, int step, EpochSummary? summary)
    {
        if (progress is null && trainer.Callbacks.Count == 0)
        {
            return;
        }

        var elapsed = Elapsed;
        var remaining = elapsed * (((double)trainer.Epochs * feed.Batches / (((epoch - 1L) * feed.Batches) + step)) - 1);
        var report = new TrainingProgress(
            epoch, trainer.Epochs, step, feed.Batches, state.Means.Loss, state.Means.Accuracy, state.Examples / elapsed.TotalSeconds, elapsed, remaining, summary);
        progress?.Report(report);
        foreach (var callback in trainer.Callbacks)
        {
            var moment = new TrainingMoment<T>(trainer, report, () => stopRequested = true);
            callback.StepEnded(moment);
            if (summary is not null)
            {
                callback.EpochEnded(moment);
            }
        }
    }
}
