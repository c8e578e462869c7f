namespace AutoGrad;

/// <content>The settings.</content>
public sealed partial class Trainer<T>
{
    /// <summary>How many passes over the data.</summary>
    public int Epochs { get; init => field = AtLeastOne(value, nameof(Epochs)); } = 10;

    /// <summary>How many examples a step sees.</summary>
    public int BatchSize { get; init => field = AtLeastOne(value, nameof(BatchSize)); } = 64;

    /// <summary>Stops after that many epochs in a row without a better one by the <see cref="Goal"/>, and gives the model its best weights back; null (the default): never.</summary>
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
    /// With it, a run begins where the newest checkpoint of the folder was saved, in the middle of a pass too, and ends with the same bits as a run that was never stopped.
    /// A run that has ended stays so: it gives its result and its weights again. To begin anew, take another folder.
    /// </remarks>
    public CheckpointFolder? Checkpoints { get; init; }

    /// <summary>How many batches make one step: their gradients are added with exact weights, as if they were one batch. 1 by default.</summary>
    /// <remarks>For batches that memory has no room for. The last step of a pass takes the batches that are left.</remarks>
    public int AccumulatedBatches { get; init => field = AtLeastOne(value, nameof(AccumulatedBatches)); } = 1;

    /// <summary>A running average of the weights, updated after each step; null (the default): none.</summary>
    /// <remarks>
    /// Validation measures the averages, and the best epoch is theirs. Once the run has ended the model has them; a cancelled run leaves the weights themselves in the model, to go on from.
    /// Running statistics of batch norms are not averaged.
    /// </remarks>
    public WeightAverage<T>? Average { get; init; }

    /// <summary>How many batches in a row with a loss or gradient that is NaN or infinite are passed over, as if they had not been there; 0 (the default): the first one is an error.</summary>
    public int ToleratedNonFiniteBatches
    {
        get;
        init => field = value >= 0 ? value : throw Errors.TrainingSetting("Trainer", nameof(ToleratedNonFiniteBatches), value, "It must be 0 or more.");
    }

    /// <summary>What makes an epoch better than another; <see cref="TrainingGoal.SmallestLoss"/> by default.</summary>
    public TrainingGoal Goal { get; init { ArgumentNullException.ThrowIfNull(value); field = value; } } = TrainingGoal.SmallestLoss;

    /// <summary>By how much the number of the <see cref="Goal"/> must be better than the best one to count; 0 (the default): by anything.</summary>
    public double MinimumImprovement
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value : throw Errors.TrainingSetting("Trainer", nameof(MinimumImprovement), value, "It must be 0 or more, and finite.");
    }

    /// <summary>What is measured beside loss and accuracy on the validation data, and by <see cref="Evaluate"/>.</summary>
    /// <exception cref="ValueException">Two metrics have the same name.</exception>
    public IReadOnlyList<Metric<T>> Metrics
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            var twice = value.GroupBy(static metric => metric.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1);
            field = twice is null ? [.. value] : throw Errors.MetricTwice(twice.Key);
        }
    } = [];

    /// <summary>Who is told after each step and epoch, in this order, and may look into the model or end the run.</summary>
    public IReadOnlyList<ITrainingCallback<T>> Callbacks { get; init { ArgumentNullException.ThrowIfNull(value); field = [.. value]; } } = [];

    private static int AtLeastOne(int value, string setting) => value > 0 ? value : throw Errors.TrainingSetting("Trainer", setting, value, "It must be 1 or more.");
}
