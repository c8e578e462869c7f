namespace AutoGrad.Tests;

/// <summary>Each measure against its definition, pair by pair or number by number.</summary>
public sealed class MeasureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_area_under_the_curve_is_the_share_of_pairs_in_order(int columns)
    {
        var random = new RandomStream(1);

        // Rounded where equal ones stay equal by every formula, so that many are.
        var outputs = random.Normal<double>([60, columns]);
        outputs = columns > 2 ? outputs : (outputs * 2).Round() / 2;
        var labels = Enumerable.Range(0, 60).Select(_ => random.NextInteger(Math.Max(2, columns))).ToArray();
        var values = outputs.ToArray();
        double Score(int row, int label) => columns switch
        {
            1 => values[row],
            2 => values[(2 * row) + label] - values[(2 * row) + 1 - label],
            _ => Math.Exp(values[(row * columns) + label]) / Enumerable.Range(0, columns).Sum(column => Math.Exp(values[(row * columns) + column])),
        };
        double Area(int label)
        {
            var pairs = from own in Enumerable.Range(0, 60) from other in Enumerable.Range(0, 60) where labels[own] == label && labels[other] != label select (own, other);
            return pairs.Average(pair => Score(pair.own, label) > Score(pair.other, label) ? 1 : Score(pair.own, label) == Score(pair.other, label) ? 0.5 : 0);
        }

        var expected = columns <= 2 ? Area(1) : Enumerable.Range(0, columns).Average(Area);
        Assert.Equal(expected, Metrics.Auc(outputs, Indices.Create(labels)), 1e-12);
        Assert.Equal(expected, Gather(Metric.Auc<double>(), outputs, labels), 1e-12);
    }

    [Fact]
    public void Areas_of_perfect_opposite_and_one_sided_scores()
    {
        Assert.Equal(1, Metrics.Auc(Tensor.Create([1.0, 2, 3]), [0, 1, 1]));
        Assert.Equal(0, Metrics.Auc(Tensor.Create([3.0, 2, 1]), [0, 1, 1]));
        Assert.Equal(double.NaN, Metrics.Auc(Tensor.Create([3.0, 2, 1]), [1, 1, 1]));
        Assert.Throws<NonFiniteException>(() => Metrics.Auc(Tensor.Create([3.0, double.NaN]), [0, 1]));
        Assert.Throws<IndexException>(() => Metrics.Auc(Tensor.Create([3.0, 2]), [0, 2]));
    }

    [Fact]
    public void The_top_k_hold_the_class_unless_it_ties_or_a_number_is_missing()
    {
        var outputs = Tensor.Create<double>([5, 3, 1, 1, 3, 5, 2, 2, 2, double.NaN, 1, 9], [4, 3]);
        Assert.Equal(0.25, Metrics.TopK(outputs, [0, 0, 0, 2], 1));
        Assert.Equal(0.5, Metrics.TopK(outputs, [1, 1, 0, 2], 2));
        Assert.Equal(0.75, Metrics.TopK(outputs, [2, 0, 0, 2], 3));
        Assert.Equal("AG197", Assert.Throws<ValueException>(() => Metrics.TopK(outputs, [0, 0, 0, 0], 0)).Code);
        Assert.Throws<IndexException>(() => Metrics.TopK(outputs, [0, 0, 0, 3], 1));
    }

    [Fact]
    public void Precision_recall_and_f1_follow_from_the_counts()
    {
        // True 0 0 0 1 1 2, predicted 0 0 1 1 0 2; class 3 is neither there nor predicted, so no mean counts it.
        int[] labels = [0, 0, 0, 1, 1, 2];
        var outputs = Tensor.Create<double>([1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0], [6, 4]);
        Assert.Equal(((2.0 / 3) + 0.5 + 1) / 3, Gather(Metric.Precision<double>(), outputs, labels), 1e-15);
        Assert.Equal(((2.0 / 3) + 0.5 + 1) / 3, Gather(Metric.Recall<double>(), outputs, labels), 1e-15);
        Assert.Equal(((2.0 / 3) + 0.5 + 1) / 3, Gather(Metric.F1<double>(), outputs, labels), 1e-15);
        var matrix = new ConfusionMatrix(2);
        matrix.Add([0, 0, 0, 1], [0, 0, 1, 0]);
        Assert.Equal((2.0 / 3, 2.0 / 3, 0.0, 0.0), (matrix.Precision(0), matrix.F1(0), matrix.F1(1), matrix.Recall(1)));
        Assert.Equal(double.NaN, new ConfusionMatrix(2).MeanF1);
        Assert.Equal(double.NaN, Metric.F1<double>().Value);
    }

    [Fact]
    public void Errors_of_regression_by_their_formulas_far_from_zero_too()
    {
        var random = new RandomStream(3);
        var targets = random.Normal<double>([40, 2]) + 1e6;
        var outputs = targets + random.Normal<double>([40, 2], 0, 0.5);
        var (y, t) = (outputs.ToArray(), targets.ToArray());
        var mean = t.Average();
        var squares = y.Zip(t).Sum(static pair => (pair.First - pair.Second) * (pair.First - pair.Second));
        Assert.Equal(y.Zip(t).Average(static pair => Math.Abs(pair.First - pair.Second)), Metrics.MeanAbsoluteError(outputs, targets), 1e-12);
        Assert.Equal(Math.Sqrt(squares / 80), Metrics.RootMeanSquaredError(outputs, targets), 1e-12);
        Assert.Equal(1 - (squares / t.Sum(target => (target - mean) * (target - mean))), Metrics.R2(outputs, targets), 1e-8);
        Assert.Equal(double.NaN, Metrics.R2(outputs, Tensor.Ones<double>(40, 2)));
        Assert.Equal(1, Metrics.R2(targets, targets));
        Assert.Throws<ShapeException>(() => Metrics.R2(outputs, Tensor.Ones<double>(40)));
        Assert.Equal("AG191", Assert.Throws<ShapeException>(() => Metrics.R2(Tensor.Zeros<double>(0), Tensor.Zeros<double>(0))).Code);
    }

    [Fact]
    public void Perplexity_is_the_number_of_classes_where_none_is_preferred_and_gathers_by_examples()
    {
        Assert.Equal(7, Metrics.Perplexity(Tensor.Zeros<double>(3, 7), [0, 4, 6]), 1e-12);
        var outputs = new RandomStream(4).Normal<double>([10, 5]);
        int[] labels = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4];
        Assert.Equal(Metrics.Perplexity(outputs, Indices.Create(labels)), Gather(Metric.Perplexity<double>(), outputs, labels), 1e-12);
        Assert.Equal(Metrics.TopK(outputs, Indices.Create(labels), 2), Gather(Metric.TopK<double>(2), outputs, labels), 1e-12);
    }

    /// <summary>In batches of 4, the last one smaller; what was gathered before is forgotten.</summary>
    private static double Gather(Metric<double> metric, Tensor<double> outputs, int[] labels)
    {
        foreach (var batch in new Dataset<double>(outputs, Indices.Create(labels)).Batches(3))
        {
            metric.Add(batch.Inputs, batch);
        }

        metric.Reset();
        foreach (var batch in new Dataset<double>(outputs, Indices.Create(labels)).Batches(4))
        {
            metric.Add(batch.Inputs, batch);
        }

        return metric.Value;
    }
}
