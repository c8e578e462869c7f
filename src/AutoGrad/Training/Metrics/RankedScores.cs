using System.Numerics;

namespace AutoGrad;

/// <summary>Scores with their classes, and the area under the receiver operating characteristic: the share of pairs of which the one of the class has the larger score, equal ones counting half.</summary>
/// <remarks>
/// Formula: (the sum of the ranks of the class - p (p + 1) / 2) / (p n), with p examples of the class, n others and mean ranks where scores are equal.
/// The score of a class among several is its log-odds against the others, x_c - ln Σ exp x_j, which orders as softmax does and never saturates.
/// Source: Hanley and McNeil, The meaning and use of the area under a receiver operating characteristic curve, Radiology 143 (1982); several classes: each against the rest.
/// </remarks>
internal sealed class RankedScores
{
    private readonly List<double[]> scores = [];
    private readonly List<int> labels = [];

    /// <summary>The area; with a column for each class the mean over those that have examples. NaN unless there are two classes with examples.</summary>
    public double Area
    {
        get
        {
            if (scores.Count == 0)
            {
                return double.NaN;
            }

            var columns = scores[0].Length;
            double[] areas = columns == 1 ? [AreaOf(1, 0)] : [.. Enumerable.Range(0, columns).Where(labels.Contains).Select(label => AreaOf(label, label))];
            return areas.Length == 0 ? double.NaN : areas.Average();
        }
    }

    public void Reset()
    {
        scores.Clear();
        labels.Clear();
    }

    /// <summary>Adds outputs: [n] or [n, 1] scores of class 1, or [n, classes] logits.</summary>
    public void Add<T>(string metric, Tensor<T> outputs, Indices classes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(classes);
        var columns = outputs.Rank == 2 ? outputs.Shape[1] : 1;
        if (outputs.Rank is not (1 or 2) || classes.Rank != 1 || classes.Length != outputs.Shape[0] || columns == 0)
        {
            throw Errors.MetricShape(metric, outputs.Shape, classes.Shape);
        }

        classes.CheckRange(metric, Math.Max(2, columns), "the classes");
        var values = outputs.ToArray();
        for (var row = 0; row < classes.Length; row++)
        {
            var own = Array.ConvertAll(values[(row * columns)..((row + 1) * columns)], static value => double.CreateTruncating(value));
            if (Array.Exists(own, double.IsNaN))
            {
                throw Errors.MetricNaN(metric, row, outputs.Shape);
            }

            scores.Add(columns == 1 ? own : [.. own.Select((_, column) => LogOdds(own, column))]);
            labels.Add(classes[row]);
        }
    }

    private static double LogOdds(double[] logits, int column)
    {
        double[] others = [.. logits.Where((_, place) => place != column)];
        var largest = others.Max();
        return double.IsInfinity(largest) ? logits[column] - largest : logits[column] - largest - Math.Log(others.Sum(other => Math.Exp(other - largest)));
    }

    private double AreaOf(int label, int column)
    {
        int[] order = [.. Enumerable.Range(0, labels.Count).OrderBy(example => scores[example][column])];
        var (ranks, positives) = (0.0, 0L);
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && scores[order[end]][column] == scores[order[start]][column])
            {
                end++;
            }

            // Ranks start + 1 to end share their mean.
            var inClass = order[start..end].Count(example => labels[example] == label);
            ranks += inClass * (start + end + 1) / 2.0;
            positives += inClass;
            start = end;
        }

        var negatives = order.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (ranks - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }
}
