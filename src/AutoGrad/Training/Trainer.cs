using System.Numerics;

namespace AutoGrad;

/// <summary>The training loop: epochs of seeded, shuffled batches, with validation, early stop, progress and cancellation.</summary>
/// <remarks>
/// It does nothing that a few lines with a tape could not do; see the remarks of <see cref="Optimizer{T}"/> and the guide to training.
/// Runs, epochs, validations and saves are activities of the <c>ActivitySource</c> named AutoGrad, for whoever listens.
/// <code>
/// var trainer = new Trainer&lt;float&gt;(model, adam, static (output, batch) =&gt; Loss.CrossEntropy(output, batch.Labels)) { Epochs = 20, Patience = 3 };
/// var result = trainer.Run(training, random, validation);
/// </code>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed partial class Trainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
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
        (Model, this.forward, Optimizer, this.loss) = (model, forward, optimizer, loss);
    }

    /// <summary>What is trained.</summary>
    public Module<T> Model { get; }

    /// <summary>The optimizer of its parameters.</summary>
    public Optimizer<T> Optimizer { get; }

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
        using var feed = new DatasetFeed<T>(data, BatchSize, random);
        return Run(feed, validation, progress, cancellation);
    }

    /// <summary>Trains on a stream of batches, such as <c>examples.Shuffle(10_000, random).Batches(64).Prefetch(2)</c>. Afterwards, also when it throws, the model is in evaluation mode.</summary>
    /// <remarks>
    /// How long a stream is nobody knows beforehand, so an epoch is a number of batches; <see cref="BatchSize"/> counts for validation only. Where the stream ends, it is begun again, within an epoch too.
    /// This thread trains, and waits where the data are not there yet: call it within <c>Task.Run</c> where a thread must not wait, and read ahead by <c>Prefetch</c>.
    /// With <see cref="Checkpoints"/>, a run goes on by reading the pass of the stream that was under way again up to its place, so the stream must give the same batches each time; if it does not, the run is refused.
    /// </remarks>
    /// <param name="data">What to learn from; it must be possible to go through it several times, unless it lasts for all epochs.</param>
    /// <param name="batchesPerEpoch">How many batches are an epoch.</param>
    /// <param name="random">What the stream is shuffled with, so that checkpoints hold it; the model must draw from others. Null where nothing is drawn.</param>
    /// <param name="validation">What the loss is measured on after each epoch.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops between two steps, and the stream where it waits; the model keeps what it has learned.</param>
    /// <exception cref="NonFiniteException">The loss is NaN or infinite.</exception>
    /// <exception cref="ShapeException">The loss is not one number.</exception>
    /// <exception cref="ValueException">The stream is empty; the number of batches is less than 1; the model draws from <paramref name="random"/> too; or the model's or the loss function returned null.</exception>
    /// <exception cref="ParameterException">The run was saved, and the stream does not give the same batches again.</exception>
    public TrainingResult Run(
        IAsyncEnumerable<Batch<T>> data,
        int batchesPerEpoch,
        RandomStream? random = null,
        Dataset<T>? validation = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (batchesPerEpoch < 1)
        {
            throw Errors.TrainingSetting("Trainer.Run", "the number of batches in an epoch", batchesPerEpoch, "It must be 1 or more.");
        }

        if (random is not null && Model.NamedStreams.Any(entry => ReferenceEquals(entry.Item, random)))
        {
            throw Errors.SharedStream(random.Seed);
        }

        // In the middle of batches that make one step together no run may end.
        using var feed = new StreamFeed<T>(data, batchesPerEpoch, random, AccumulatedBatches == 1 ? cancellation : CancellationToken.None);
        return Run(feed, validation, progress, cancellation);
    }

    /// <summary>The mean loss, accuracy and metrics on a dataset, in evaluation mode; afterwards every module is in the mode it was in.</summary>
    public Evaluation Evaluate(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var activity = Telemetry.Activities.StartActivity("autograd.evaluate");
        var modes = new ModuleModes<T>(Model);
        Model.Evaluate();
        try
        {
            var means = new RunningMeans();
            foreach (var metric in Metrics)
            {
                metric.Reset();
            }

            foreach (var batch in data.Batches(BatchSize))
            {
                using var scope = new Scope<T>();
                var (output, _, measured) = Measure(batch);
                means.Add(measured);
                foreach (var metric in Metrics)
                {
                    metric.Add(output, batch);
                }
            }

            return new Evaluation(means.Loss, means.Accuracy) { Metrics = MetricValues.Of(Metrics) };
        }
        finally
        {
            modes.Restore();
        }
    }

    private TrainingResult Run(BatchFeed<T> feed, Dataset<T>? validation, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        Goal.Check(Metrics.Select(static metric => metric.Name), validation is not null);
        if (!Model.IsTraining)
        {
            Model.Train();
        }

        try
        {
            return new TrainerRun<T>(this, feed, validation, progress, cancellation).Run();
        }
        finally
        {
            Model.Evaluate();
        }
    }

    /// <summary>The output and loss of a batch, and what they say.</summary>
    internal (Tensor<T> Output, Tensor<T> Loss, BatchMeasure Measured) Measure(Batch<T> batch)
    {
        var output = forward(batch) ?? throw Errors.TrainerNothing("forward");
        var value = loss(output, batch) ?? throw Errors.TrainerNothing("loss");
        var batchLoss = value.Length == 1 ? double.CreateTruncating(value.Item()) : throw Errors.TrainerLoss(value.Shape);

        // One number for each class of each example; labels can also be learned as numbers or position by position, where this share means nothing.
        var hasClasses = batch.HasLabels && output.Rank == 2 && output.Shape[0] == batch.Count && output.Shape[1] > 1;
        return (output, value, new BatchMeasure(batchLoss, batch.Count, hasClasses ? AutoGrad.Metrics.CountCorrect(output, batch.Labels) : null));
    }
}
