using System.Globalization;
using System.Numerics;
using System.Text;

namespace AutoGrad;

/// <summary>Counts how often each true class was predicted as each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] counts;
    private readonly string[] names;

    /// <summary>Makes an empty matrix.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="names">What the classes are called in the table; their numbers if none is given.</param>
    /// <exception cref="ValueException">There is no class, or the number of names differs.</exception>
    public ConfusionMatrix(int classes, params ReadOnlySpan<string> names)
    {
        if (classes < 1 || (names.Length > 0 && names.Length != classes))
        {
            throw Errors.TrainingSetting("ConfusionMatrix", "the number of classes", classes, $"It must be 1 or more, and {names.Length} names were given: none, or one for each class.");
        }

        counts = new int[classes, classes];
        this.names = names.Length > 0 ? names.ToArray() : [.. Enumerable.Range(0, classes).Select(static label => label.ToString(CultureInfo.InvariantCulture))];
    }

    /// <summary>The number of classes.</summary>
    public int Classes => names.Length;

    /// <summary>The number of examples counted.</summary>
    public int Count { get; private set; }

    /// <summary>How often a true class was predicted as a class.</summary>
    public int this[int actual, int predicted] => counts[Checked(actual), Checked(predicted)];

    /// <summary>The share of examples predicted as what they are; NaN before any was counted.</summary>
    public double Accuracy => Enumerable.Range(0, Classes).Sum(label => counts[label, label]) / (double)Count;

    /// <summary>Of the examples predicted as a class, the share that is of it; NaN if there are none.</summary>
    public double Precision(int label) => counts[Checked(label), label] / (double)Enumerable.Range(0, Classes).Sum(actual => counts[actual, label]);

    /// <summary>Of the examples of a class, the share predicted as it; NaN if there are none.</summary>
    public double Recall(int label) => counts[Checked(label), label] / (double)Enumerable.Range(0, Classes).Sum(predicted => counts[label, predicted]);

    /// <summary>The harmonic mean of precision and recall: twice the right ones over all that are of the class or were predicted as it; NaN if there are none.</summary>
    public double F1(int label) =>
        2.0 * counts[Checked(label), label] / Enumerable.Range(0, Classes).Sum(other => counts[other, label] + counts[label, other]);

    /// <summary>The mean of the classes' <see cref="Precision"/>; a class that is there but was never predicted counts 0, one that is neither is left out.</summary>
    public double MeanPrecision => Mean(Precision);

    /// <summary>The mean of the classes' <see cref="Recall"/>; a class that was predicted but is not there counts 0, one that is neither is left out.</summary>
    public double MeanRecall => Mean(Recall);

    /// <summary>The mean of the classes' <see cref="F1"/>; a class that is neither there nor predicted is left out.</summary>
    public double MeanF1 => Mean(F1);

    /// <summary>Counts a batch: outputs of shape [n, classes], predicted by the largest number, and n true classes.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="IndexException">A class is outside the matrix.</exception>
    /// <exception cref="NonFiniteException">An output is NaN, so its row predicts no class. Nothing was counted.</exception>
    public void Add<T>(Tensor<T> outputs, Indices labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var predicted = Metrics.Predicted("ConfusionMatrix.Add", outputs, labels);
        var row = Array.FindIndex(Metrics.Largest(outputs), T.IsNaN);
        if (row >= 0)
        {
            throw Errors.MetricNaN("ConfusionMatrix.Add", row, outputs.Shape);
        }

        Add(predicted, labels);
    }

    /// <summary>Counts predicted and true classes.</summary>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    /// <exception cref="IndexException">A class is outside the matrix.</exception>
    public void Add(Indices predicted, Indices labels)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(labels);
        if (predicted.Shape != labels.Shape)
        {
            throw Errors.SameShape("ConfusionMatrix.Add", labels.Shape, predicted.Shape);
        }

        predicted.CheckRange("ConfusionMatrix.Add", Classes, "the classes");
        labels.CheckRange("ConfusionMatrix.Add", Classes, "the classes");
        for (var example = 0; example < labels.Length; example++)
        {
            counts[labels[example], predicted[example]]++;
        }

        Count += labels.Length;
    }

    /// <summary>The mean over the classes that have examples or predictions, as scikit-learn's "macro" with zero_division=0.</summary>
    private double Mean(Func<int, double> measure)
    {
        double[] measures = [.. Enumerable.Range(0, Classes).Where(label => !double.IsNaN(F1(label))).Select(measure).Select(static value => double.IsNaN(value) ? 0 : value)];
        return measures.Length == 0 ? double.NaN : measures.Average();
    }

    private int Checked(int label) => (uint)label < (uint)Classes ? label : throw Errors.NoSuchPlace("ConfusionMatrix", label, Classes);

    /// <summary>The matrix as a table: a row for each true class with its recall, a column for each prediction.</summary>
    public override string ToString()
    {
        const string Corner = "true";
        var longest = names.Max(static name => name.Length);
        var left = Math.Max(longest, Corner.Length);
        var width = Math.Max(longest, Count.ToString(CultureInfo.InvariantCulture).Length) + 1;
        var text = new StringBuilder(Corner.PadLeft(left)).Append(" |");
        foreach (var name in names)
        {
            text.Append(name.PadLeft(width));
        }

        text.Append(" | recall\n").Append('-', left + 1).Append('+').Append('-', (width * Classes) + 1).Append('+').Append('-', 7);
        for (var actual = 0; actual < Classes; actual++)
        {
            text.Append('\n').Append(names[actual].PadLeft(left)).Append(" |");
            for (var predicted = 0; predicted < Classes; predicted++)
            {
                var count = counts[actual, predicted];
                text.Append((count == 0 ? "." : count.ToString(CultureInfo.InvariantCulture)).PadLeft(width));
            }

            var recall = Recall(actual);
            text.Append(" | ").Append(double.IsNaN(recall) ? "     -" : recall.ToString("0.0000", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
