using System.Numerics;

namespace AutoGrad;

public static partial class Loss
{
    /// <summary>How surprising a sequence of labels is when it is not known at which steps they stand: connectionist temporal classification.</summary>
    /// <remarks>
    /// Formula: -ln of the sum, over all paths through the steps that give the labels once repetitions and blanks are taken out, of the product of their probabilities,
    /// by the forward recursion in logarithms. The mean divides each sequence's loss by its number of labels first, as PyTorch's.
    /// Shapes: log-probabilities [steps, n, k], targets [n, longest]; the losses are [n], their mean and sum one number.
    /// Errors: AG712 for shapes or lengths that do not fit, AG121 for a label outside the classes, AG191 for the mean of an empty batch.
    /// Edges: labels that do not fit into the steps give infinity with zero gradient.
    /// Source: Graves, Fernandez, Gomez and Schmidhuber, Connectionist temporal classification, ICML 2006, section 4.1.
    /// </remarks>
    /// <param name="logProbabilities">The predictions: logarithms of probabilities, as from LogSoftmax.</param>
    /// <param name="targets">The labels, each row filled up with any class behind its end.</param>
    /// <param name="inputLengths">How many steps each sequence has.</param>
    /// <param name="targetLengths">How many labels each sequence has.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="reduction">What becomes of the sequences' losses.</param>
    /// <exception cref="ShapeException">Shapes or lengths do not fit, or the batch is empty.</exception>
    /// <exception cref="IndexException">A label is not a class.</exception>
    public static Tensor<T> Ctc<T>(
        Tensor<T> logProbabilities, Indices targets, IReadOnlyList<int> inputLengths, IReadOnlyList<int> targetLengths, int blank = 0, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckSequences(logProbabilities, targets, inputLengths, targetLengths, blank);
        CheckNotEmpty("Loss.Ctc", logProbabilities, reduction);
        var (count, longest) = (targets.Shape[0], targets.Shape[1]);

        // Blanks before, between and behind the labels: places 0, 2, 4 ... are blanks.
        var places = (2 * longest) + 1;
        var classes = new int[count * places];
        var mayStart = new T[count * places];
        var maySkip = new T[count * places];
        for (var row = 0; row < count; row++)
        {
            for (var place = 0; place < places; place++)
            {
                var at = (row * places) + place;
                var isLabel = place % 2 == 1;
                classes[at] = isLabel ? targets[(row * longest) + (place / 2)] : blank;
                mayStart[at] = place < 2 ? T.Zero : T.NegativeInfinity;

                // From label to label without the blank between them, unless they are equal.
                maySkip[at] = isLabel && place > 2 && classes[at] != classes[at - 2] ? T.Zero : T.NegativeInfinity;
            }
        }

        var places2 = Indices.Create(classes, Shape.Create(count, places));
        var (starts, skips) = (Tensor.Create<T>(mayStart, [count, places]), Tensor.Create<T>(maySkip, [count, places]));
        var paths = logProbabilities.Select(0, 0).Gather(1, places2) + starts;
        for (var step = 1; step < logProbabilities.Shape[0]; step++)
        {
            var next = paths.LogAddExp(Later(paths, 1)).LogAddExp(Later(paths, 2) + skips) + logProbabilities.Select(0, step).Gather(1, places2);
            paths = inputLengths.All(length => length > step) ? next : Ops.Where(Tensor.Create<T>([.. inputLengths.Select(length => length > step ? T.One : T.Zero)], [count, 1]), next, paths);
        }

        // A path ends at its last label or at the blank behind it; without labels there is the blank alone.
        var last = paths.Gather(1, Indices.Create([.. targetLengths.Select(static length => 2 * length)], Shape.Create(count, 1)));
        var label = paths.Gather(1, Indices.Create([.. targetLengths.Select(static length => Math.Max((2 * length) - 1, 0))], Shape.Create(count, 1)));
        label += Tensor.Create<T>([.. targetLengths.Select(static length => length > 0 ? T.Zero : T.NegativeInfinity)], [count, 1]);
        var losses = -last.LogAddExp(label).Squeeze(1);
        return reduction == LossReduction.Mean
            ? (losses / Tensor.Create<T>([.. targetLengths.Select(static length => T.CreateTruncating(Math.Max(length, 1)))])).Mean()
            : Reduce(losses, reduction);

        static Tensor<T> Later(Tensor<T> paths, int places) => paths.Shape[1] > places
            ? paths.Narrow(1, 0, paths.Shape[1] - places).Pad([(places, 0)], double.NegativeInfinity)
            : Tensor.Full(paths.Shape, T.NegativeInfinity);
    }

    private static void CheckSequences<T>(Tensor<T> logProbabilities, Indices targets, IReadOnlyList<int> inputLengths, IReadOnlyList<int> targetLengths, int blank)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(inputLengths);
        ArgumentNullException.ThrowIfNull(targetLengths);
        if (logProbabilities.Rank != 3 || targets.Rank != 2 || targets.Shape[0] != logProbabilities.Shape[1] || logProbabilities.Shape[0] == 0)
        {
            throw Errors.Sequences($"log-probabilities of shape {logProbabilities.Shape} and targets of shape {targets.Shape} were given", "There are [steps, n, classes] with one step or more, and [n, longest].");
        }

        var (steps, count, longest) = (logProbabilities.Shape[0], logProbabilities.Shape[1], targets.Shape[1]);
        if (inputLengths.Count != count || targetLengths.Count != count || inputLengths.Any(length => length < 1 || length > steps) || targetLengths.Any(length => length < 0 || length > longest))
        {
            throw Errors.Sequences(
                $"input lengths {Shape.Text([.. inputLengths])} and target lengths {Shape.Text([.. targetLengths])} were given",
                $"Each is one for each of the {count} sequences, of 1 to {steps} steps and 0 to {longest} labels.");
        }

        targets.CheckRange("Loss.Ctc", logProbabilities.Shape[2], "the classes");
        Indices.Create([blank]).CheckRange("Loss.Ctc", logProbabilities.Shape[2], "the classes");
    }
}
