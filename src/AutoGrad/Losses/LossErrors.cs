namespace AutoGrad;

/// <content>Errors of the Losses room.</content>
internal static partial class Errors
{
    public static ShapeException LossShapes(string loss, Shape predictions, Shape targets) =>
        new("AG190", loss, $"the predictions have shape {predictions} and the targets {targets}. Losses do not broadcast: both must be equal, or a [n] against a [n, 1] would silently compare every pair. Reshape one of them.");

    public static ShapeException EmptyBatch(string loss, Shape predictions) =>
        new("AG191", loss, $"the batch is empty (shape {predictions}), and the mean of nothing is undefined. Leave empty batches out, or choose LossReduction.Sum.");

    public static ShapeException LossLabels(string loss, Shape logits, Shape labels) =>
        new("AG192", loss, $"the logits have shape {logits} and the labels {labels}. Logits of shape [.., classes] need labels of shape [..], one class number for each row.");

    public static ShapeException WeightShape(string loss, string what, Shape given, string needed) =>
        new("AG193", loss, $"the {what} has shape {given}; {needed} is needed. Weights belong to classes: give one for each.");

    public static ValueException AllIgnored(string loss, int label, int rows) =>
        new("AG710", loss, FormattableString.Invariant($"all {rows} labels are the ignored {label}, and the mean of nothing is undefined. Leave such batches out, or choose LossReduction.Sum."));

    public static ShapeException RowTargets(string loss, Shape rows, Shape targets) =>
        new("AG711", loss, $"the rows have shape {rows} and the targets {targets}. Rows of shape [.., d] need targets of shape [..], one for each row.");

    public static ShapeException Sequences(string given, string rule) => new("AG712", "Loss.Ctc", $"{given}. {rule} Pad the targets behind their ends, and say the lengths.");
}
