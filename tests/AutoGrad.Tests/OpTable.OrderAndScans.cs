namespace AutoGrad;

/// <content>Order, scans, segments, windows of an axis, and choices by element.</content>
internal static partial class OpTable
{
    private static readonly Indices segments4 = Indices.Create(2, 0, 2, 0);

    private static IEnumerable<OpRow> OrderAndScansFamily()
    {
        yield return Shaped("Sort", x => x.Sort().Values, x => x.Sort().Values, x => x.Along(-1, static line => [.. line.Order()]), [5], [1], [0], [2, 4], [3, 0]).Distinct()
            .Edge([Dense.Vector(2, double.NaN, -1, double.PositiveInfinity)], Dense.Vector(-1, 2, double.PositiveInfinity, double.NaN), [Dense.Vector(1, 1, 1, 1)]);
        yield return Shaped("Sort(axis 0, descending)", x => x.Sort(0, true).Values, x => x.Sort(0, true).Values, x => x.Along(0, static line => [.. line.OrderDescending()]), [5], [3, 2], [0, 2], [3, 1, 2]).Distinct();
        yield return Shaped("TopK(2)", x => x.TopK(2).Values, x => x.TopK(2).Values, x => x.Along(-1, static line => [.. line.OrderDescending().Take(2)]), [5], [2, 3], [0, 2]).Distinct()
            .Edge([Dense.Vector(1, 3, 3, 3)], Dense.Vector(3, 3), [Dense.Vector(0, 1, 1, 0)]);
        yield return Shaped("TopK(3 smallest, axis 0)", x => x.TopK(3, 0, false).Values, x => x.TopK(3, 0, false).Values, x => x.Along(0, static line => [.. line.Order().Take(3)]), [3], [4, 2], [5, 0]).Distinct();
        yield return Shaped("Median", x => x.Median(), x => x.Median(), x => x.Fold([-1], false, static line => line.Order().ElementAt((line.Length - 1) / 2)), [5], [4], [1], [2, 3], [0, 3]).Distinct()
            .Edge([Dense.Vector(4, 1, 3, 2)], Dense.Scalar(2), [Dense.Vector(0, 0, 0, 1)])
            .Edge([Dense.Vector(4, double.NaN, double.NaN)], Dense.Scalar(double.NaN), [Dense.Vector(0, 1, 0)]);
        yield return Shaped("Median(axis 0, kept)", x => x.Median(0, true), x => x.Median(0, true), x => x.Fold([0], true, static line => line.Order().ElementAt((line.Length - 1) / 2)), [5, 2], [2, 3, 2], [3, 0]).Distinct();
        yield return Shaped("Quantile(0.3)", x => x.Quantile(0.3), x => x.Quantile(0.3), x => x.Fold([-1], false, static line => Quantile(line, 0.3)), [5], [4], [1], [2, 3], [0, 3]).Distinct()
            .Edge([Dense.Vector(4, double.NaN)], Dense.Scalar(double.NaN));
        yield return Shaped("Quantile(0.5, axis 0, kept)", x => x.Quantile(0.5, 0, true), x => x.Quantile(0.5, 0, true), x => x.Fold([0], true, static line => Quantile(line, 0.5)), [5, 2], [4, 3], [3, 0]).Distinct();
        yield return Shaped("Quantile(1)", x => x.Quantile(1), x => x.Quantile(1), x => x.Fold([-1], false, static line => line.Max()), [5], [2, 2]).Distinct()
            .Edge([Dense.Vector(4, double.PositiveInfinity)], Dense.Scalar(double.PositiveInfinity), [Dense.Vector(0, 1)]);

        yield return Shaped("CumulativeSum", x => x.CumulativeSum(), x => x.CumulativeSum(), x => x.Along(-1, static line => Scan(line, static (y, x) => y + x)), [5], [1], [0], [2, 3], [2, 0], [40]).Linear().Ulp(32).DoubleUlp(32);
        yield return Shaped("CumulativeSum(axis 0)", x => x.CumulativeSum(0), x => x.CumulativeSum(0), x => x.Along(0, static line => Scan(line, static (y, x) => y + x)), [3, 2], [0, 2], [4, 1, 3], [3, 20]).Linear();
        yield return Shaped("CumulativeProduct", x => x.CumulativeProduct(), x => x.CumulativeProduct(), x => x.Along(-1, static line => Scan(line, static (y, x) => y * x)), [5], [1], [0], [2, 3], [2, 0]).Ulp(8)
            .Edge([Dense.Vector(2, 0, 3)], Dense.Vector(2, 0, 0), [Dense.Vector(1, 8, 0)])
            .Edge([Dense.Vector(0, 2, 0, 5)], Dense.Vector(0, 0, 0, 0), [Dense.Vector(3, 0, 0, 0)]);
        yield return Shaped("CumulativeProduct(axis 0)", x => x.CumulativeProduct(0), x => x.CumulativeProduct(0), x => x.Along(0, static line => Scan(line, static (y, x) => y * x)), [3, 2], [0, 2], [3, 1, 2]).Ulp(8);
        yield return Shaped("CumulativeMax", x => x.CumulativeMax().Values, x => x.CumulativeMax().Values, x => x.Along(-1, static line => Scan(line, Math.Max)), [5], [1], [0], [2, 3]).Distinct()
            .Edge([Dense.Vector(1, 3, 3, 2)], Dense.Vector(1, 3, 3, 3), [Dense.Vector(1, 3, 0, 0)])
            .Edge([Dense.Vector(1, double.NaN, 3)], Dense.Vector(1, double.NaN, double.NaN), [Dense.Vector(1, 2, 0)]);
        yield return Shaped("CumulativeMin(axis 0)", x => x.CumulativeMin(0).Values, x => x.CumulativeMin(0).Values, x => x.Along(0, static line => Scan(line, Math.Min)), [3, 2], [0, 2], [4, 1, 2]).Distinct();
        yield return Shaped("LogCumulativeSumExp", x => x.LogCumulativeSumExp(), x => x.LogCumulativeSumExp(), x => x.Along(-1, static line => Scan(line, static (y, x) => Math.Max(x, y) + Math.Log(1 + Math.Exp(-Math.Abs(x - y))))), [5], [1], [0], [2, 3], [2, 0]).Ulp(8)
            .Edge([Dense.Vector(double.NegativeInfinity, double.NegativeInfinity)], Dense.Vector(double.NegativeInfinity, double.NegativeInfinity), [Dense.Vector(0, 0)])
            .Edge([Dense.Vector(1000, double.NegativeInfinity)], Dense.Vector(1000, 1000), [Dense.Vector(2, 0)]);
        yield return Shaped("LogCumulativeSumExp(axis 0)", x => x.LogCumulativeSumExp(0), x => x.LogCumulativeSumExp(0), x => x.Along(0, static line => Scan(line, static (y, x) => Math.Max(x, y) + Math.Log(1 + Math.Exp(-Math.Abs(x - y))))), [3, 2], [0, 2], [3, 1, 2]).Ulp(8);
        yield return Shaped("Difference", x => x.Difference(), x => x.Difference(), x => x.Along(-1, Differences), [5], [1], [2, 3], [2, 0]).Linear();
        yield return Shaped("Difference(2, axis 0)", x => x.Difference(2, 0), x => x.Difference(2, 0), x => x.Along(0, static line => Differences(Differences(line))), [5], [3, 2], [2, 2], [1]).Linear();
        yield return Shaped("Difference(0)", x => x.Difference(0), x => x.Difference(0), x => x, [3]).Linear();

        yield return Shaped("SafeWhere", x => x.SafeWhere(x > 0, y => y.Log(), y => -y.Square()), x => x.SafeWhere(x > 0, y => y.Log(), y => -y.Square()), x => x.Map(static e => e > 0 ? Math.Log(e) : -e * e), [5], [], [2, 3], [0], [1]).Kinks(0)
            .Edge([Dense.Vector(0, 1)], Dense.Vector(-0.0, 0), [Dense.Vector(0, 1)]);
        yield return Shaped2("SafeWhere(condition)", (x, y) => x.SafeWhere(y.Detach() > 0, z => z * 2, z => z * z), (x, y) => x.SafeWhere(y.Detach() > 0, z => z * 2, z => z * z), (x, y) => Dense.Zip(static e => e[1] > 0 ? e[0] * 2 : e[0] * e[0], x, y), ([2, 3], [3]), ([2, 2], [2, 1])).Fixed(1).Kinks(1, [0]);

        yield return Shaped("SegmentSum", x => x.SegmentSum(segments4, 3), x => x.SegmentSum(segments4, 3), x => Segments(x, static rows => rows.Sum()), [4], [4, 2], [4, 0], [4, 1, 2]).Linear();
        yield return Shaped("SegmentMean", x => x.SegmentMean(segments4, 4), x => x.SegmentMean(segments4, 4), x => Segments(x, static rows => rows.DefaultIfEmpty().Average(), 4), [4], [4, 2], [4, 0]).Linear();
        yield return Shaped("SegmentMax", x => x.SegmentMax(segments4, 3), x => x.SegmentMax(segments4, 3), x => Segments(x, static rows => rows.DefaultIfEmpty(double.NegativeInfinity).Max()), [4, 0]).Distinct()
            .Edge([Dense.Vector(1, 2, 1, double.NaN)], Dense.Vector(double.NaN, double.NegativeInfinity, 1), [Dense.Vector(0.5, double.NaN, 0.5, double.NaN)]);
        yield return Shaped("SegmentMax(all taken)", x => x.SegmentMax([0, 1, 1, 0], 2), x => x.SegmentMax([0, 1, 1, 0], 2), x => Dense.From([2, .. x.Shape[1..]], i => i[0] == 0 ? Math.Max(x[[0, .. i[1..]]], x[[3, .. i[1..]]]) : Math.Max(x[[1, .. i[1..]]], x[[2, .. i[1..]]])), [4], [4, 2], [4, 0]).Distinct();
        foreach (var reduction in Enum.GetValues<ScatterReduction>())
        {
            yield return Shaped2($"ScatterReduce({reduction})", (x, y) => x.ScatterReduce(1, places24, y, reduction), (x, y) => x.ScatterReduce(1, places24, y, reduction), (x, y) => ScatterReduce(x, y, reduction), ([2, 3], [2, 4]), ([2, 5], [4])).Distinct().Ulp(8);
        }

        yield return Shaped2("ScatterReduce(ties)", (x, y) => x.ScatterReduce(0, [0, 0], y, ScatterReduction.Maximum), (x, y) => x.ScatterReduce(0, [0, 0], y, ScatterReduction.Maximum), (x, y) => Dense.Vector(Math.Max(x[0], Math.Max(y[0], y[1]))), ([1], [2])).Distinct()
            .Edge([Dense.Vector(2), Dense.Vector(2, 1)], Dense.Vector(2), [Dense.Vector(0.5), Dense.Vector(0.5, 0)]);

        yield return Shaped2("ScatterReduce(zeros)", (x, y) => x.ScatterReduce(0, [0, 0, 1], y, ScatterReduction.Product), (x, y) => x.ScatterReduce(0, [0, 0, 1], y, ScatterReduction.Product), (x, y) => Dense.Vector(x[0] * y[0] * y[1], x[1] * y[2], x[2]), ([3], [3]))
            .Edge([Dense.Vector(2, 0, 5), Dense.Vector(0, 3, 4)], Dense.Vector(0, 0, 5), [Dense.Vector(0, 4, 1), Dense.Vector(6, 0, 0)])
            .Edge([Dense.Vector(0, 0, 5), Dense.Vector(0, 3, 0)], Dense.Vector(0, 0, 5), [Dense.Vector(0, 0, 1), Dense.Vector(0, 0, 0)]);
        yield return Shaped("MaxWithIndices", x => x.MaxWithIndices().Values, x => x.MaxWithIndices().Values, x => x.Along(-1, static line => [line.Max()]).Reshape([.. x.Shape[..^1]]), [1], [5], [2, 3], [0, 2]).Distinct()
            .Edge([Dense.Vector(1, 3, 3)], Dense.Scalar(3), [Dense.Vector(0, 1, 0)]);
        yield return Shaped("MinWithIndices(axis 0)", x => x.MinWithIndices(0, keepAxis: true).Values, x => x.MinWithIndices(0, keepAxis: true).Values, x => x.Along(0, static line => [line.Min()]), [5], [3, 2], [2, 0]).Distinct()
            .Edge([Dense.Vector(3, 1, 1)], Dense.Vector(1), [Dense.Vector(0, 1, 0)]);
        yield return Shaped("Unfold(3)", x => x.Unfold(-1, 3), x => x.Unfold(-1, 3), x => Dense.From([.. x.Shape[..^1], x.Shape[^1] - 2, 3], i => x[[.. i[..^2], i[^2] + i[^1]]]), [5], [3], [2, 4], [0, 3]).Linear();
        yield return Shaped("Unfold(2, step 2, axis 0)", x => x.Unfold(0, 2, 2), x => x.Unfold(0, 2, 2), x => Dense.From([x.Shape[0] / 2, .. x.Shape[1..], 2], i => x[[(2 * i[0]) + i[^1], .. i[1..^1]]]), [5], [4, 2], [2, 0]).Linear();
        yield return Shaped("Fold(length 5)", x => x.Fold(-1, 5), x => x.Fold(-1, 5), x => Dense.From([.. x.Shape[..^2], 5], i => Enumerable.Range(0, 3).Where(j => i[^1] - j is >= 0 and < 3).Sum(j => x[[.. i[..^1], i[^1] - j, j]])), [3, 3], [2, 3, 3], [0, 3, 3]).Linear();
        yield return Shaped("Fold(gaps, axis 0)", x => x.Fold(0, 7, 3), x => x.Fold(0, 7, 3), x => Dense.From([7, .. x.Shape[1..^1]], i => i[0] % 3 < 2 && i[0] / 3 < 2 ? x[[i[0] / 3, .. i[1..], i[0] % 3]] : 0), [2, 2], [2, 3, 2]).Linear();
    }

    private static double Quantile(double[] line, double share)
    {
        double[] sorted = [.. line.Order()];
        var position = share * (sorted.Length - 1);
        var (low, high) = (sorted[(int)position], sorted[Math.Min((int)position + 1, sorted.Length - 1)]);
        return low + ((position - (int)position) * (high - low));
    }

    private static double[] Scan(double[] line, Func<double, double, double> function)
    {
        var result = (double[])line.Clone();
        for (var index = 1; index < result.Length; index++)
        {
            result[index] = function(result[index - 1], result[index]);
        }

        return result;
    }

    private static double[] Differences(double[] line) => [.. line.Skip(1).Select((x, index) => x - line[index])];

    private static Dense Segments(Dense x, Func<IEnumerable<double>, double> function, int count = 3) =>
        Dense.From([count, .. x.Shape[1..]], i => function(Enumerable.Range(0, 4).Where(row => segments4[row] == i[0]).Select(row => x[[row, .. i[1..]]])));

    private static Dense ScatterReduce(Dense x, Dense y, ScatterReduction reduction) => Dense.From(x.Shape, i =>
    {
        double[] all = [x[i], .. Enumerable.Range(0, 4).Where(k => places24[(4 * i[0]) + k] == i[1]).Select(k => y.At([i[0], k]))];
        return reduction switch
        {
            ScatterReduction.Sum => all.Sum(),
            ScatterReduction.Mean => all.Average(),
            ScatterReduction.Maximum => all.Max(),
            ScatterReduction.Product => all.Aggregate(static (a, b) => a * b),
            _ => all.Min(),
        };
    });
}
