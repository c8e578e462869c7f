namespace AutoGrad;

/// <content>The errors of recurrences.</content>
internal static partial class Errors
{
    public static ShapeException Lstm(Shape gates, Shape weight, Shape hidden, Shape cell) =>
        new("AG610", "Lstm", $"gates of shape {gates}, a recurrent weight of shape {weight}, a state of shape {hidden} and a cell of shape {cell} were given. With the state as [batch, hidden] the gates must be [steps, batch, 4 hidden], the weight [hidden, 4 hidden] and the cell [batch, hidden]; Permute a batch that comes first.");

    public static ShapeException Gru(Shape gates, Shape weight, Shape bias, Shape hidden) =>
        new("AG611", "Gru", $"gates of shape {gates}, a recurrent weight of shape {weight}, a recurrent bias of shape {bias} and a state of shape {hidden} were given. With the state as [batch, hidden] the gates must be [steps, batch, 3 hidden], the weight [hidden, 3 hidden] and the bias [3 hidden]; Permute a batch that comes first.");

    public static ValueException RecurrentSize(string layer, int inputs, int hidden) =>
        new("AG612", layer, FormattableString.Invariant($"{inputs} inputs and a state of {hidden} were given. Both are 1 or more."));

    public static ShapeException RecurrentInput(string layer, Shape x, int inputs, bool batchFirst) =>
        new("AG613", layer, $"an input of shape {x} was given. It must be {(batchFirst ? "[batch, steps, " : "[steps, batch, ")}{inputs}]: Unsqueeze a single sequence; batchFirst, which the constructor takes, says whether the batch or the steps come first.");

    public static ShapeException RecurrentState(string layer, Shape given, Shape expected) =>
        new("AG614", layer, $"a state of shape {given} was given. Each part of the state must be {expected}: a row of the batch for each sequence, of several layers or directions one after the other; leave the state out to begin with zeros.");

    public static ValueException RecurrentLayers(string layer, int layers, double dropout) =>
        new("AG760", layer, FormattableString.Invariant($"layers: {layers} and dropout: {dropout} were given. There is 1 layer or more, and dropout needs 2: put a Dropout layer behind a single one."));
}
