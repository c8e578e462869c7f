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
    private readonly Dataset<T> data;
    private readonly RandomStream random;
    private readonly Dataset<T>? validation;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly TrainerState<T> state;
    private readonly BatchLearner<T> learner;
    private TrainerCheckpoints<T>? checkpoints;
    private bool stopRequested;

    public TrainerRun(Trainer<T> trainer, Dataset<T> data, RandomStream random, Dataset<T>? validation, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        (this.trainer, optimizer, this.data, this.random) = (trainer, trainer.Optimizer, data, random);
        (this.validation, this.progress, this.cancellation) = (validation, progress, cancellation);
        state = new TrainerState<T>(trainer.Patience is null ? null : trainer.Model, optimizer.Steps, trainer.MinimumImprovement);
        learner = new BatchLearner<T>(trainer);
    }

    private TimeSpan Elapsed => state.Elapsed + clock.Elapsed;

    private int StepsOfPass => (data.Count + trainer.BatchSize - 1) / trainer.BatchSize;

    public TrainingResult Run()
    {
        using var activity = Telemetry.Activities.StartActivity("autograd.train");
        using var saving = trainer.Checkpoints is { } folder ? new TrainerCheckpoints<T>(folder, trainer, random, data, state) : null;
        checkpoints = saving;
        checkpoints?.Resume();
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
        var step = 0;
        EpochSummary? summary = null;

        // A pass that was under way is drawn in its old order again; what it has seen is passed over, and then the stream goes on where it was.
        var seen = state.Step;
        var position = state.BeginPass(random);
        foreach (var batch in data.Batches(trainer.BatchSize, random))
        {
            if (position is { } later)
            {
                (random.Position, position) = (later, null);
            }

            if (step < seen)
            {
                step++;
                continue;
            }

            if (learner.IsBetweenSteps && (stopRequested || cancellation.IsCancellationRequested))
            {
                return null;
            }

            var isLast = ++step == StepsOfPass;
            learner.Learn(state.Means, batch, epoch, step, isLast);
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

        var done = ((epoch - 1L) * data.Count) + Math.Min((long)step * trainer.BatchSize, data.Count);
        var elapsed = Elapsed;
        var remaining = elapsed * (((double)trainer.Epochs * data.Count / done) - 1);
        var report = new TrainingProgress(
            epoch, trainer.Epochs, step, StepsOfPass, state.Means.Loss, state.Means.Accuracy, done / elapsed.TotalSeconds, elapsed, remaining, summary);
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
