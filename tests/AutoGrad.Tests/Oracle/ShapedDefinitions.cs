namespace AutoGrad.Oracle;

/// <summary>What the table's rows with axes compute, by their names, over numbers of any kind: folds, lines, norms, choices.</summary>
internal static class ShapedDefinitions<N>
    where N : struct, IReal<N>
{
    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All =
        new[] { Folds(), Lines(), Norms(), Choices() }.SelectMany(static family => family).ToDictionary(static pair => pair.Name, static pair => pair.Function);

    private static N One => Functions<N>.One;

    public static N Sum(IEnumerable<N> line) => line.Aggregate(default(N), static (sum, x) => sum + x);

    public static N Mean(N[] line) => Sum(line) / N.From(line.Length);

    public static N SumOfSquares(N[] line) => Sum(line.Select(static x => x * x));

    public static N MeanOfSquares(N[] line) => SumOfSquares(line) / N.From(line.Length);

    public static N Product(N[] line) => line.Aggregate(One, static (product, x) => product * x);

    public static N Largest(N[] line) => line.Aggregate(Functions<N>.Max);

    public static N Smallest(N[] line) => line.Aggregate(Functions<N>.Min);

    public static N LogSumExp(N[] line) => N.Log(Sum(line.Select(N.Exp)));

    public static N Variance(N[] line, double correction)
    {
        var mean = Mean(line);
        return Sum(line.Select(x => (x - mean) * (x - mean))) / N.From(line.Length - correction);
    }

    public static N[] Softmax(N[] line)
    {
        var sum = Sum(line.Select(N.Exp));
        return Array.ConvertAll(line, x => N.Exp(x) / sum);
    }

    public static N[] LogSoftmax(N[] line)
    {
        var sum = LogSumExp(line);
        return Array.ConvertAll(line, x => x - sum);
    }

    /// <summary>A line of partial results.</summary>
    public static N[] Scan(N[] line, Func<N, N, N> function)
    {
        var result = (N[])line.Clone();
        for (var index = 1; index < result.Length; index++)
        {
            result[index] = function(result[index - 1], result[index]);
        }

        return result;
    }

    public static N[] Sorted(N[] line, bool descending = false)
    {
        var result = (N[])line.Clone();
        Array.Sort(result, N.Compare);
        if (descending)
        {
            Array.Reverse(result);
        }

        return result;
    }

    private static IEnumerable<(string Name, Func<Grid<N>[], Grid<N>> Function)> Folds()
    {
        var functions = new List<(string Name, Func<N[], N> Function)>
        {
            ("Mean(", Mean),
            ("SumOfSquares(", SumOfSquares),
            ("MeanOfSquares(", MeanOfSquares),
            ("Product(", Product),
            ("Max(", Largest),
            ("Min(", Smallest),
            ("LogSumExp(", LogSumExp),
        };
        foreach (var correction in new[] { 0.0, 1.0 })
        {
            functions.Add(($"Variance(correction {correction}, ", line => Variance(line, correction)));
            functions.Add(($"StandardDeviation(correction {correction}, ", line => N.Sqrt(Variance(line, correction))));
        }

        foreach (var order in new[] { 0, 1, 1.5, 2, 3, -1, double.PositiveInfinity, double.NegativeInfinity })
        {
            functions.Add(($"Norm(order {order}, ", line => Norm(line, order)));
        }

        foreach (var (name, function) in functions)
        {
            yield return ($"{name}all axes)", x => x[0].Fold([], false, function));
            yield return ($"{name}axis 0)", x => x[0].Fold([0], false, function));
            yield return ($"{name}axis -1)", x => x[0].Fold([-1], false, function));
            yield return ($"{name}axis -1, kept)", x => x[0].Fold([-1], true, function));
        }

        yield return ("Mean", static x => x[0].Fold([], false, Mean));
        yield return ("SquaredErrors", static x => Grid<N>.Zip(static e => e[0] - e[1], x).Fold([], false, SumOfSquares));
        yield return ("SquaredErrors(mean)", static x => Grid<N>.Zip(static e => e[0] - e[1], x).Fold([], false, MeanOfSquares));
        yield return ("SumOfSquares", static x => x[0].Fold([], false, SumOfSquares));
        yield return ("MeanOfSquares", static x => x[0].Fold([], false, MeanOfSquares));
        yield return ("Mean(axes 0 and 2)", static x => x[0].Fold([0, 2], false, Mean));
        yield return ("Product(axes 0 and 2)", static x => x[0].Fold([0, 2], false, Product));
        yield return ("Product(zeros)", static x => Grid<N>.Zip(static e => e[0] * e[1], x[0], new([4], [One, default, default, One])).Fold([], false, Product));
        yield return ("Max(axes 0 and 2)", static x => x[0].Fold([0, 2], false, Largest));
        yield return ("Variance", static x => x[0].Fold([], false, static line => Variance(line, 1)));
        yield return ("StandardDeviation", static x => x[0].Fold([], false, static line => N.Sqrt(Variance(line, 1))));
        yield return ("LogSumExp(all)", static x => x[0].Fold([], false, LogSumExp));
        yield return ("Norm", static x => x[0].Fold([], false, static line => Norm(line, 2)));
        yield return ("Norm(largest)", static x => x[0].Fold([], false, static line => Norm(line, double.PositiveInfinity)));
        yield return ("Norm(sizes)", static x => x[0].Fold([], false, static line => Norm(line, 1)));
        yield return ("Norm(order 3, with zeros)", static x => x[0].Fold([], false, static line => Norm(line, 3)));
    }

    private static IEnumerable<(string Name, Func<Grid<N>[], Grid<N>> Function)> Lines() =>
    [
        ("Softmax", static x => x[0].Along(-1, Softmax)),
        ("Softmax(axis 0)", static x => x[0].Along(0, Softmax)),
        ("Softmin", static x => x[0].Map(static e => -e).Along(-1, Softmax)),
        ("Softmin(axis 0)", static x => x[0].Map(static e => -e).Along(0, Softmax)),
        ("LogSoftmax", static x => x[0].Along(-1, LogSoftmax)),
        ("LogSoftmax(axis 0)", static x => x[0].Along(0, LogSoftmax)),
        ("CumulativeProduct", static x => x[0].Along(-1, static line => Scan(line, static (y, e) => y * e))),
        ("CumulativeProduct(axis 0)", static x => x[0].Along(0, static line => Scan(line, static (y, e) => y * e))),
        ("CumulativeMax", static x => x[0].Along(-1, static line => Scan(line, Functions<N>.Max))),
        ("CumulativeMin(axis 0)", static x => x[0].Along(0, static line => Scan(line, Functions<N>.Min))),
        ("LogCumulativeSumExp", static x => x[0].Along(-1, LogScan)),
        ("LogCumulativeSumExp(axis 0)", static x => x[0].Along(0, LogScan)),
        ("Glu", static x => Halves(x[0], -1, static (a, b) => a * Functions<N>.Sigmoid(b))),
        ("Glu(axis 0)", static x => Halves(x[0], 0, static (a, b) => a * Functions<N>.Sigmoid(b))),
        ("SwiGlu", static x => Halves(x[0], -1, static (a, b) => a * Functions<N>.Sigmoid(a) * b)),
        ("SwiGlu(axis 1)", static x => Halves(x[0], 1, static (a, b) => a * Functions<N>.Sigmoid(a) * b)),
    ];

    private static IEnumerable<(string Name, Func<Grid<N>[], Grid<N>> Function)> Norms() =>
    [
        ("LayerNorm", static x => Grid<N>.Zip(static e => (e[0] * e[1]) + e[2], x[0].Along(-1, static line => Standardized(line, 1e-5)), x[1], x[2])),
        ("LayerNorm(two axes)", static x => Grid<N>.Zip(
            static e => (e[0] * e[1]) + e[2],
            x[0].Reshape(x[0].Shape[0], x[1].Values.Length).Along(-1, static line => Standardized(line, 0.1)).Reshape(x[0].Shape),
            x[1],
            x[2])),
        ("GroupNorm(2)", static x => Normalized(x[0], x[1], x[2], 2)),
        ("BatchNorm(training)", static x => Normalized(x[0], x[1], x[2], 0)),
        ("RmsNorm", static x => Grid<N>.Zip(static e => e[0] * e[1], x[0].Along(-1, static line => RootMeanSquared(line, 1e-5)), x[1])),
        ("RmsNorm(epsilon)", static x => Grid<N>.Zip(static e => e[0] * e[1], x[0].Along(-1, static line => RootMeanSquared(line, 0.5)), x[1])),
        ("BatchNorm(evaluating)", static x => Grid<N>.From(x[0].Shape, i => ((x[0][i] - x[3][i[1]]) / N.Sqrt(x[4][i[1]] + N.From(1e-5)) * x[1][i[1]]) + x[2][i[1]])),
        ("SoftmaxCrossEntropy(smoothing 0)", static x => CrossEntropy(x[0], [1, 0, 2], 0)),
        ("SoftmaxCrossEntropy(smoothing 0.1)", static x => CrossEntropy(x[0], [1, 0, 2], 0.1)),
        ("SoftmaxCrossEntropy(one row)", static x => CrossEntropy(x[0].Reshape(1, 4), [2], 0).Reshape()),
        ("SoftmaxCrossEntropy(no rows)", static x => CrossEntropy(x[0], [], 0)),
        ("SoftmaxCrossEntropy(two axes of rows)", static x => CrossEntropy(x[0].Reshape(4, 3), [0, 1, 1, 0], 0).Reshape(2, 2)),
        ("SoftmaxGradient", static x => Grid<N>.Zip(static e => e[1] * (e[0] - e[2]), x[0], x[1], Grid<N>.Zip(static e => e[0] * e[1], x[0], x[1]).Fold([0], true, Sum))),
        ("LogSoftmaxGradient", static x => Grid<N>.Zip(static e => e[0] - (N.Exp(e[1]) * e[2]), x[0], x[1], x[0].Fold([0], true, Sum))),
    ];

    private static IEnumerable<(string Name, Func<Grid<N>[], Grid<N>> Function)> Choices() =>
    [
        ("Sort", static x => x[0].Along(-1, static line => Sorted(line))),
        ("Sort(axis 0, descending)", static x => x[0].Along(0, static line => Sorted(line, true))),
        ("TopK(2)", static x => x[0].Along(-1, 2, static line => Sorted(line, true)[..2])),
        ("TopK(3 smallest, axis 0)", static x => x[0].Along(0, 3, static line => Sorted(line)[..3])),
        ("Median", static x => x[0].Fold([-1], false, static line => Sorted(line)[(line.Length - 1) / 2])),
        ("Median(axis 0, kept)", static x => x[0].Fold([0], true, static line => Sorted(line)[(line.Length - 1) / 2])),
        ("Quantile(0.3)", static x => x[0].Fold([-1], false, static line => Quantile(line, 0.3))),
        ("Quantile(0.5, axis 0, kept)", static x => x[0].Fold([0], true, static line => Quantile(line, 0.5))),
        ("Quantile(1)", static x => x[0].Fold([-1], false, Largest)),
        ("SafeWhere", static x => x[0].Map(static e => Functions<N>.IsPositive(e) ? N.Log(e) : -(e * e))),
    ];

    private static N Norm(N[] line, double order)
    {
        var sizes = Array.ConvertAll(line, Functions<N>.Abs);
        return order switch
        {
            0 => N.From(sizes.Count(static x => x.Leading != 0)),
            double.PositiveInfinity => sizes.Aggregate(default(N), Functions<N>.Max),
            double.NegativeInfinity => Smallest(sizes),
            1 => Sum(sizes),
            2 => N.Sqrt(Sum(line.Select(static x => x * x))),
            _ => Functions<N>.Pow(Sum(sizes.Select(x => Functions<N>.Pow(x, order))), 1 / order),
        };
    }

    private static N[] LogScan(N[] line) => [.. line.Select((_, last) => LogSumExp(line[..(last + 1)]))];

    private static Grid<N> Halves(Grid<N> x, int axis, Func<N, N, N> function) =>
        x.Along(axis, x.Shape[axis < 0 ? axis + x.Rank : axis] / 2, line => [.. line.Take(line.Length / 2).Zip(line.Skip(line.Length / 2), function)]);

    private static N[] Standardized(N[] line, double epsilon)
    {
        if (line.Length == 0)
        {
            return line;
        }

        var mean = Mean(line);
        var deviation = N.Sqrt(Variance(line, 0) + N.From(epsilon));
        return Array.ConvertAll(line, x => (x - mean) / deviation);
    }

    private static N[] RootMeanSquared(N[] line, double epsilon)
    {
        if (line.Length == 0)
        {
            return line;
        }

        var root = N.Sqrt(Mean(Array.ConvertAll(line, static x => x * x)) + N.From(epsilon));
        return Array.ConvertAll(line, x => x / root);
    }

    /// <summary>Standardized over the channels of a group, or over everything but the channel, scaled and shifted by channel.</summary>
    private static Grid<N> Normalized(Grid<N> x, Grid<N> scale, Grid<N> shift, int groups)
    {
        var size = groups == 0 ? 1 : x.Shape[1] / groups;
        return Grid<N>.From(x.Shape, i =>
        {
            N[] all = [.. Dense.Indices(x.Shape).Where(j => groups == 0 ? j[1] == i[1] : j[0] == i[0] && j[1] / size == i[1] / size).Select(j => x[j])];
            return ((x[i] - Mean(all)) / N.Sqrt(Variance(all, 0) + N.From(1e-5)) * scale[i[1]]) + shift[i[1]];
        });
    }

    private static N Quantile(N[] line, double share)
    {
        var sorted = Sorted(line);
        var position = share * (sorted.Length - 1);
        var (low, high) = (sorted[(int)position], sorted[Math.Min((int)position + 1, sorted.Length - 1)]);
        return low + (N.From(position - (int)position) * (high - low));
    }

    private static Grid<N> CrossEntropy(Grid<N> x, int[] labels, double smoothing)
    {
        var logs = x.Along(-1, LogSoftmax);
        return Grid<N>.From(
            [labels.Length],
            i => -(N.From(1 - smoothing) * logs[i[0], labels[i[0]]]) - (N.From(smoothing) * Mean([.. Enumerable.Range(0, x.Shape[1]).Select(c => logs[i[0], c])])));
    }
}
