using System.Diagnostics;
using System.Numerics;

namespace AutoGrad;

/// <summary>The training loop: epochs of seeded, shuffled batches, with validation, early stop, progress and cancellation.</summary>
/// <remarks>
/// It does nothing that a few lines with a tape could not do; see the remarks of <see cref="Optimizer{T}"/> and the guide to training.
/// <code>
/// var trainer = new Trainer&lt;float&gt;(model, adam, static (output, batch) =&gt; Loss.CrossEntropy(output, batch.Labels)) { Epochs = 20, Patience = 3 };
/// var result = trainer.Run(training, random, validation);
/// </code>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Module<T> model;
    private readonly Optimizer<T> optimizer;
    private readonly Func<Batch<T>, Tensor<T>> forward;
    private readonly Func<Tensor<T>, Batch<T>, Tensor<T>> loss;

    /// <summary>A trainer of a model from tensor to tensor.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="optimizer">An optimizer of the model's parameters.</param>
    /// <param name="loss">The loss of the model's output for a batch: one number, a mean over the batch.</param>
    public Trainer(Layer<T> model, Optimizer<T> optimizer, Func<Tensor<T>, Batch<T>, Tensor<T>> loss)
        : this(model, batch => model.Forward(batch.Inputs), optimizer, loss)
    {
    }

    /// <summary>A trainer of a model of any signature.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="forward">The model's output for a batch.</param>
    /// <param name="optimizer">An optimizer of the model's parameters.</param>
    /// <param name="loss">The loss of the output for a batch: one number, a mean over the batch.</param>
    public Trainer(Module<T> model, Func<Batch<T>, Tensor<T>> forward, Optimizer<T> optimizer, Func<Tensor<T>, Batch<T>, Tensor<T>> loss)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        (this.model, this.forward, this.optimizer, this.loss) = (model, forward, optimizer, loss);
    }

    /// <summary>How many passes over the data.</summary>
    public int Epochs { get; init => field = AtLeastOne(value, nameof(Epochs)); } = 10;

    /// <summary>How many examples a step sees.</summary>
    public int BatchSize { get; init => field = AtLeastOne(value, nameof(BatchSize)); } = 64;

    /// <summary>Stops after that many epochs in a row without a smaller loss, and gives the model its best weights back; null (the default): never.</summary>
    public int? Patience { get; init => field = value is { } epochs ? AtLeastOne(epochs, nameof(Patience)) : null; }

    /// <summary>Clips the gradients' global norm; null (the default): not at all.</summary>
    /// <exception cref="ValueException">The maximum is not positive, or not finite.</exception>
    public double? MaximumGradientNorm
    {
        get;
        init => field = value is null or (> 0 and < double.PositiveInfinity)
            ? value
            : throw Errors.TrainingSetting("Trainer", nameof(MaximumGradientNorm), value.Value, "It must be positive and finite; null clips nothing.");
    }

    /// <summary>The optimizer's learning rate by its step, set before each one; null (the default): the rate stays as it is set.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Lowers the learning rate when the loss of an epoch, on the validation data if there are any, has stopped falling; null (the default): never.</summary>
    public ReduceOnPlateau? Plateau { get; init; }

    /// <summary>Where the run is saved and goes on from; null (the default): nowhere.</summary>
    /// <remarks>
    /// With it, <see cref="Run"/> begins where the newest checkpoint of the folder was saved, in the middle of a pass too, and ends with the same bits as a run that was never stopped.
    /// A run that has ended stays so: it gives its result and its weights again. To begin anew, take another folder.
    /// </remarks>
    public CheckpointFolder? Checkpoints { get; init; }

    /// <summary>Trains. Afterwards, also when it throws, the model is in evaluation mode.</summary>
    /// <remarks>
    /// A model in evaluation mode is switched to training first. One in training mode keeps the modes that its modules have: a part that was frozen with
    /// <see cref="Module{T}.Evaluate"/>, such as a batch norm, stays frozen. A step that throws leaves parameters and buffers as they were before it.
    /// </remarks>
    /// <param name="data">What to learn from.</param>
    /// <param name="random">Where the order of the examples is drawn from.</param>
    /// <param name="validation">What the loss is measured on after each epoch.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops between two steps; the model keeps what it has learned.</param>
    /// <exception cref="NonFiniteException">The loss is NaN or infinite.</exception>
    /// <exception cref="ShapeException">The loss is not one number.</exception>
    /// <exception cref="ValueException">The model's or the loss function returned null.</exception>
    public TrainingResult Run(
        Dataset<T> data, RandomStream random, Dataset<T>? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(random);
        if (!model.IsTraining)
        {
            model.Train();
        }

        try
        {
            return RunEpochs(data, random, validation, progress, cancellation);
        }
        finally
        {
            model.Evaluate();
        }
    }

    /// <summary>The mean loss and accuracy on a dataset, in evaluation mode; afterwards every module is in the mode it was in.</summary>
    public Evaluation Evaluate(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var modes = new ModuleModes<T>(model);
        model.Evaluate();
        try
        {
            var means = new RunningMeans();
            foreach (var batch in data.Batches(BatchSize))
            {
                using var scope = new Scope<T>();
                Measure(means, batch, out _);
            }

            return new Evaluation(means.Loss, means.Accuracy);
        }
        finally
        {
            modes.Restore();
        }
    }

    private TrainingResult RunEpochs(Dataset<T> data, RandomStream random, Dataset<T>? validation, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var state = new TrainerState<T>(Patience is null ? null : model, optimizer.Steps);
        using var checkpoints = Checkpoints is null ? null : new TrainerCheckpoints<T>(Checkpoints, model, optimizer, random, data, BatchSize, Plateau, state);
        checkpoints?.Resume();
        var buffers = ModuleSnapshot<T>.OfBuffers(model);
        var (epochs, best) = (state.Epochs, state.Best);
        var stop = Stop();
        while (stop == TrainingStop.Completed && epochs.Count < Epochs)
        {
            var summary = RunEpoch(state, data, random, validation, progress, clock, buffers, checkpoints, cancellation);
            if (summary is null)
            {
                stop = TrainingStop.Cancelled;
                checkpoints?.Save(state.Elapsed + clock.Elapsed);
                break;
            }

            epochs.Add(summary);
            best.Add(summary);
            if (Plateau is { } plateau)
            {
                optimizer.LearningRate = plateau.Next(optimizer.LearningRate, summary.Validation?.Loss ?? summary.Loss);
            }

            state.EndPass();
            stop = Stop();
            checkpoints?.Save(state.Elapsed + clock.Elapsed);
        }

        if (stop != TrainingStop.Cancelled)
        {
            best.Restore();
        }

        return new TrainingResult(stop, epochs, optimizer.Steps - state.StepsBefore, best.Epoch, state.Elapsed + clock.Elapsed);

        TrainingStop Stop() => Patience is { } patience && epochs.Count - best.Epoch >= patience ? TrainingStop.EarlyStop : TrainingStop.Completed;
    }

    /// <summary>One pass over the data, or the rest of one that was under way when it was saved; null when it was cancelled.</summary>
    private EpochSummary? RunEpoch(
        TrainerState<T> state,
        Dataset<T> data,
        RandomStream random,
        Dataset<T>? validation,
        IProgress<TrainingProgress>? progress,
        Stopwatch clock,
        ModuleSnapshot<T> buffers,
        TrainerCheckpoints<T>? checkpoints,
        CancellationToken cancellation)
    {
        var (epoch, means) = (state.Epochs.Count + 1, state.Means);
        var steps = (data.Count + BatchSize - 1) / BatchSize;
        var step = 0;
        EpochSummary? summary = null;

        // A pass that was under way is drawn in its old order again; what it has seen is passed over, and then the stream goes on where it was.
        var seen = state.Step;
        var position = state.BeginPass(random);
        foreach (var batch in data.Batches(BatchSize, random))
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

            if (cancellation.IsCancellationRequested)
            {
                return null;
            }

            buffers.Capture();
            try
            {
                Step(means, batch, epoch, ++step);
            }
            catch
            {
                // A forward pass has moved running statistics already, perhaps to NaN.
                buffers.Restore();
                throw;
            }

            if (step == steps)
            {
                summary = new EpochSummary(epoch, means.Loss, means.Accuracy, validation is null ? null : Evaluate(validation));
            }

            if (progress is not null)
            {
                var done = ((epoch - 1L) * data.Count) + means.Examples;
                var elapsed = state.Elapsed + clock.Elapsed;
                var remaining = elapsed * (((double)Epochs * data.Count / done) - 1);
                progress.Report(new TrainingProgress(epoch, Epochs, step, steps, means.Loss, means.Accuracy, done / elapsed.TotalSeconds, elapsed, remaining, summary));
            }

            if (step < steps)
            {
                state.Step = step;
                checkpoints?.AfterStep(state.Elapsed + clock.Elapsed);
            }
        }

        return summary;
    }

    private void Step(RunningMeans means, Batch<T> batch, int epoch, int step)
    {
        using var tape = new Tape<T>();
        var value = Measure(means, batch, out var batchLoss);
        if (!double.IsFinite(batchLoss))
        {
            throw Errors.LossNotFinite(epoch, step, batchLoss);
        }

        if (Schedule is { } schedule)
        {
            optimizer.LearningRate = schedule.At(optimizer.Steps);
        }

        var gradients = tape.Gradients(value, last: true);
        optimizer.Step(MaximumGradientNorm is { } maximum ? gradients.ClipByGlobalNorm(maximum).Clipped : gradients);
    }

    private Tensor<T> Measure(RunningMeans means, Batch<T> batch, out double batchLoss)
    {
        var output = forward(batch) ?? throw Errors.TrainerNothing("forward");
        var value = loss(output, batch) ?? throw Errors.TrainerNothing("loss");
        batchLoss = value.Length == 1 ? double.CreateTruncating(value.Item()) : throw Errors.TrainerLoss(value.Shape);
        means.Add(batchLoss, batch.Count);

        // One number for each class of each example; labels can also be learned as numbers or position by position, where this share means nothing.
        if (batch.HasLabels && output.Rank == 2 && output.Shape[0] == batch.Count && output.Shape[1] > 1)
        {
            means.AddCorrect(Metrics.CountCorrect(output, batch.Labels), batch.Count);
        }

        return value;
    }

    private static int AtLeastOne(int value, string setting) => value > 0 ? value : throw Errors.TrainingSetting("Trainer", setting, value, "It must be 1 or more.");
}
