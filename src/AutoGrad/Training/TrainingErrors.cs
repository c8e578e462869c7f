namespace AutoGrad;

/// <content>Errors of the Training room.</content>
internal static partial class Errors
{
    public static ShapeException ExampleCounts(string op, Shape inputs, Shape targets) =>
        new("AG194", op, $"the inputs have shape {inputs} and the labels or targets {targets}. Both begin with the number of examples, which must be equal; labels are a vector.");

    public static ValueException DatasetKind(string op, string missing) =>
        new("AG195", op, $"the data has no {missing}. A dataset is made with class labels or with target tensors: choose the loss and the metric for what it has.");

    public static ValueException EmptyDataset(string op) =>
        new("AG191", op, "the dataset has no examples. Check the file or the split that it came from.");

    public static ValueException TrainingSetting(string op, string setting, double value, string rule) =>
        new("AG197", op, FormattableString.Invariant($"{setting} is {value}. {rule}"));

    public static IndexException DatasetLabel(string op, int label, int? example) =>
        new("AG121", op, FormattableString.Invariant($"label {label} was given{(example is null ? "" : $" for example {example}")}. Labels are numbers of classes, counted from 0: leave out examples without a class."));

    public static ShapeException ExampleShape(long number, string part, Shape given, Shape first) =>
        new("AG762", "DataStream.Batches", FormattableString.Invariant($"the {part} of example {number} has shape {given}, and those before it in its batch {first}. The examples of a batch are stacked, so all have one shape: Pad or crop them before."));

    public static ValueException MixedExamples(long number, bool hasLabel) =>
        new("AG763", "DataStream.Batches", FormattableString.Invariant($"example {number} has a {(hasLabel ? "label" : "target")}, and those before it in its batch do not. Give all examples of a stream a label, or all a target."));

    public static ShapeException EmptyMetric(string metric, Shape outputs) =>
        new("AG191", metric, $"there are no examples (outputs of shape {outputs}), and the share of nothing is undefined. Leave empty batches out.");

    public static ShapeException ScalingInputs(Shape inputs, Shape measured) =>
        new("AG194", "FeatureScaling.Apply", $"the inputs have shape {inputs}, but the scaling was measured on inputs of shape {measured} each. Give one of them, or examples stacked along one axis in front; measure again after adding or dropping features.");

    public static NonFiniteException LossNotFinite(int epoch, int step, double loss, string example, int inARow) =>
        new("AG196", "Trainer", FormattableString.Invariant($"the {(double.IsFinite(loss) ? "gradients are not finite, with a loss of" : "loss is")} {loss} at epoch {epoch}, step {step}{(inARow > 1 ? $", the batch {inARow} in a row" : "")}.{example} The parameters and buffers are those after the step before. Look for NaN in the data, lower the learning rate or clip the gradients; a tape opened with check: true finds the first op that is not finite."));

    public static ValueException EventTag(string tag, long step) =>
        new("AG765", "TensorBoardLog.Write", FormattableString.Invariant($"the tag '{tag}' at step {step} was given. A tag is a name, and steps count from 0."));

    public static ValueException MetricName(string name) =>
        new("AG764", "Metric", $"the name '{name.ReplaceLineEndings(" ")}' was given. A name is one line of text.");

    public static ValueException MetricTwice(string name) =>
        new("AG764", "Trainer", $"two metrics are named '{name}'. Values are looked up by name: give one of them another, or leave it out.");

    public static ValueException NoSuchMetric(string op, string name, IReadOnlyList<string> names) =>
        new("AG764", op, $"no metric is named '{name}'. The names are: {Some(names)}.");

    public static ValueException GoalNotMeasured(string name, string reason) =>
        new("AG764", "Trainer", $"the goal is '{name}', but {reason}, or choose another goal.");

    public static ValueException EmptyStream() =>
        new("AG191", "Trainer.Run", "the stream has no batches, or none when it was begun again after its end. Give one that can be gone through several times, or no more epochs than it lasts for.");

    public static ValueException SharedStream(ulong seed) =>
        new("AG197", "Trainer.Run", FormattableString.Invariant($"the model draws from the stream of random numbers (seed {seed}) that orders the data, so each would depend on how far the other is. Give the data one of their own: random.Split()."));

    public static ParameterException OtherStream(long given, long seen) =>
        new("AG687", "Trainer.Run", FormattableString.Invariant($"the run was saved after {seen} batches of the stream; now {(given < seen ? $"it has only {given}" : "the last of these is another one")}. Nothing was loaded. To go on, the stream must give the same batches again: give Run the random numbers that it is shuffled with, or save to another folder."));

    public static ShapeException TrainerLoss(Shape shape) =>
        new("AG198", "Trainer", $"the loss function returned the shape {shape}; one number is needed. Leave the loss's reduction at Mean, or reduce it.");

    public static ValueException TrainerNothing(string function) =>
        new("AG198", "Trainer", $"the {function} function returned 'null'; a tensor is needed. Return the model's output from the one and a loss of one number from the other.");

    public static NonFiniteException MetricNaN(string metric, int row, Shape outputs) =>
        new("AG302", metric, FormattableString.Invariant($"row {row} of the outputs (shape {outputs}) holds NaN, so it predicts no class. Look for NaN in the data or the weights; a tape opened with check: true finds the first op that is not finite."));

    public static ShapeException MetricShape(string metric, Shape outputs, Shape labels) =>
        new("AG199", metric, $"the outputs have shape {outputs} and the labels {labels}. Outputs of shape [n, classes], one number for each class, and n labels are needed.");
}
