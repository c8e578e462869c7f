namespace AutoGrad;

internal static partial class OpTable
{
    private static readonly int[][] anyAxes = [[], [1], [2, 3], [37], [2, 1, 3, 2]];
    private static readonly int[][] firstAxis = [[1], [2, 3], [3, 2, 2], [2, 0], [5, 19]];
    private static readonly int[][] lastAxis = [[2], [2, 3], [0, 3], [2, 2, 19], [3, 1, 4]];
    private static readonly int[][] outerAxes = [[2, 3, 2], [2, 0, 3], [1, 3, 2], [2, 2, 2, 2]];

    private static IEnumerable<OpRow> StatisticsFamily()
    {
        foreach (var row in Folds("Mean", (x, a, k) => x.Mean(a, k), (x, a, k) => x.Mean(a, k), v => v.Average()))
        {
            yield return row.Linear();
        }

        yield return Shaped("Mean", x => x.Mean(), x => x.Mean(), x => x.Fold([], false, v => v.Average()), [3]).Linear().Edge([Dense.Vector()], Dense.Scalar(double.NaN), [Dense.Vector()]);
        yield return Shaped("Mean(axes 0 and 2)", x => x.Mean(0, 2), x => x.Mean(0, 2), x => x.Fold([0, 2], false, v => v.Average()), outerAxes).Linear();

        foreach (var row in Folds("SumOfSquares", (x, a, k) => x.SumOfSquares(a, k), (x, a, k) => x.SumOfSquares(a, k), v => v.Sum(e => e * e)))
        {
            yield return row;
        }

        foreach (var row in Folds("MeanOfSquares", (x, a, k) => x.MeanOfSquares(a, k), (x, a, k) => x.MeanOfSquares(a, k), v => v.Average(e => e * e)))
        {
            yield return row;
        }

        yield return Shaped2("SquaredErrors", (p, t) => Ops.SquaredErrors(p, t, false), (p, t) => Ops.SquaredErrors(p, t, false), (p, t) => SquaredErrors(p, t, 1), ([2, 3], [2, 3]), ([1], [1]), ([], []), ([0, 3], [0, 3]));
        yield return Shaped2("SquaredErrors(mean)", (p, t) => Ops.SquaredErrors(p, t, true), (p, t) => Ops.SquaredErrors(p, t, true), (p, t) => SquaredErrors(p, t, p.Length), ([2, 3], [2, 3]), ([1], [1]), ([], []));
        yield return Shaped("SumOfSquares", x => x.SumOfSquares(), x => x.SumOfSquares(), x => x.Fold([], false, v => v.Sum(e => e * e)), [3]).Edge([Dense.Vector()], Dense.Scalar(0), [Dense.Vector()])
            .Edge([Dense.Vector(double.PositiveInfinity, 1)], Dense.Scalar(double.PositiveInfinity), [Dense.Vector(double.PositiveInfinity, 2)]);
        yield return Shaped("MeanOfSquares", x => x.MeanOfSquares(), x => x.MeanOfSquares(), x => x.Fold([], false, v => v.Average(e => e * e)), [3]).Edge([Dense.Vector()], Dense.Scalar(double.NaN), [Dense.Vector()]);

        foreach (var row in Folds("Product", (x, a, k) => x.Product(a, k), (x, a, k) => x.Product(a, k), v => v.Aggregate(1.0, (p, q) => p * q)))
        {
            // A row of 37 multiplies up to 2^37: differences lose digits, not the rule.
            yield return row.Over(0.6, 1.5).Ulp(40).DoubleUlp(60).Loosely(1e-7)
                .Edge([Dense.Vector(2, 0, 3)], row.Name.Contains("kept", StringComparison.Ordinal) ? Dense.Vector(0) : Dense.Scalar(0), [Dense.Vector(0, 6, 0)])
                .Edge([Dense.Vector(0, 0, 3)], row.Name.Contains("kept", StringComparison.Ordinal) ? Dense.Vector(0) : Dense.Scalar(0), [Dense.Vector(0, 0, 0)]);
        }

        yield return Shaped("Product(axes 0 and 2)", x => x.Product(0, 2), x => x.Product(0, 2), x => x.Fold([0, 2], false, v => v.Aggregate(1.0, (p, q) => p * q)), outerAxes).Ulp(20).DoubleUlp(40);
        yield return Shaped("Product(zeros)", x => (x * Tensor.Create(1.0, 0, 0, 1)).Product(), x => (x * Tensor.Create(1f, 0, 0, 1)).Product(), x => Dense.Scalar(0), [4]);

        foreach (var row in Folds("Max", (x, a, k) => x.Max(a, k), (x, a, k) => x.Max(a, k), v => v.Max()))
        {
            yield return row.Distinct().Ulp(0).DoubleUlp(0)
                .Edge([Dense.Vector(2, 1, 2)], row.Name.Contains("kept", StringComparison.Ordinal) ? Dense.Vector(2) : Dense.Scalar(2), [Dense.Vector(0.5, 0, 0.5)])
                .Edge([Dense.Vector(2, double.NaN, 3)], row.Name.Contains("kept", StringComparison.Ordinal) ? Dense.Vector(double.NaN) : Dense.Scalar(double.NaN), [Dense.Vector(double.NaN, double.NaN, double.NaN)]);
        }

        foreach (var row in Folds("Min", (x, a, k) => x.Min(a, k), (x, a, k) => x.Min(a, k), v => v.Min()))
        {
            yield return row.Distinct().Ulp(0).DoubleUlp(0)
                .Edge([Dense.Vector(1, 2, 1)], row.Name.Contains("kept", StringComparison.Ordinal) ? Dense.Vector(1) : Dense.Scalar(1), [Dense.Vector(0.5, 0, 0.5)]);
        }

        yield return Shaped("Max(axes 0 and 2)", x => x.Max(0, 2), x => x.Max(0, 2), x => x.Fold([0, 2], false, v => v.Max()), [2, 3, 2], [1, 3, 2], [2, 2, 2, 2]).Distinct();

        foreach (var correction in new[] { 0.0, 1.0 })
        {
            foreach (var row in Folds($"Variance(correction {correction}", (x, a, k) => x.Variance(a, k, correction), (x, a, k) => x.Variance(a, k, correction), v => VarianceOf(v, correction)))
            {
                yield return row with { Shapes = [.. row.Shapes.Where(shape => correction == 0 || Enough(row, shape[0]))] };
            }

            foreach (var row in Folds($"StandardDeviation(correction {correction}", (x, a, k) => x.StandardDeviation(a, k, correction), (x, a, k) => x.StandardDeviation(a, k, correction), v => Math.Sqrt(VarianceOf(v, correction))))
            {
                yield return row with { Shapes = [.. row.Shapes.Where(shape => Enough(row, shape[0]))], Domains = [new Domain(-2, 2)], IsDistinct = true };
            }
        }

        yield return Shaped("Variance", x => x.Variance(), x => x.Variance(), x => x.Fold([], false, v => VarianceOf(v, 1)), [2], [3, 2])
            .Edge([Dense.Vector(3)], Dense.Scalar(double.NaN), [Dense.Vector(double.NaN)]).Edge([Dense.Vector(2, 2)], Dense.Scalar(0), [Dense.Vector(0, 0)]);
        yield return Shaped("StandardDeviation", x => x.StandardDeviation(), x => x.StandardDeviation(), x => x.Fold([], false, v => Math.Sqrt(VarianceOf(v, 1))), [3, 2])
            .Edge([Dense.Vector(3)], Dense.Scalar(double.NaN), [Dense.Vector(double.NaN)]).Edge([Dense.Vector(2, 2)], Dense.Scalar(0), [Dense.Vector(0, 0)]);

        foreach (var row in Folds("LogSumExp", (x, a, k) => x.LogSumExp(a, k), (x, a, k) => x.LogSumExp(a, k), v => v.Max() + Math.Log(v.Sum(e => Math.Exp(e - v.Max())))))
        {
            yield return row;
        }

        yield return Shaped("LogSumExp(all)", x => x.LogSumExp(), x => x.LogSumExp(), x => x.Fold([], false, v => Math.Log(v.Sum(Math.Exp))), [3], [2, 2])
            .Edge([Dense.Vector(-Inf, -Inf)], Dense.Scalar(-Inf), [Dense.Vector(0, 0)]).Edge([Dense.Vector(-Inf, 1000)], Dense.Scalar(1000), [Dense.Vector(0, 1)])
            .Edge([Dense.Vector(Inf, 0)], Dense.Scalar(Inf));

        foreach (var order in new[] { 0, 1, 1.5, 2, 3, -1, Inf, -Inf })
        {
            foreach (var row in Folds($"Norm(order {order}", (x, a, k) => x.Norm(a, k, order), (x, a, k) => x.Norm(a, k, order), v => NormOf(v, order)))
            {
                yield return row.Kinks(0).Distinct().Over(0.2, 2).Loosely(1e-8);
            }
        }

        yield return Shaped("Norm", x => x.Norm(), x => x.Norm(), x => x.Fold([], false, v => NormOf(v, 2)), [3], [2, 2])
            .Edge([Dense.Vector(0, 0)], Dense.Scalar(0), [Dense.Vector(0, 0)]).Edge([Dense.Vector(3e30, -4e30)], Dense.Scalar(5e30), [Dense.Vector(0.6, -0.8)])
            .Edge([Dense.Vector(3e-30, -4e-30)], Dense.Scalar(5e-30), [Dense.Vector(0.6, -0.8)]).Edge([Dense.Vector()], Dense.Scalar(0)).Edge([Dense.Vector(double.NaN, 1)], Dense.Scalar(double.NaN), [Dense.Vector(double.NaN, double.NaN)]);
        yield return Shaped("Norm(largest)", x => x.Norm([], order: Inf), x => x.Norm([], order: Inf), x => x.Fold([], false, v => NormOf(v, Inf)), [3]).Distinct().Kinks(0)
            .Edge([Dense.Vector(2, -2, 1)], Dense.Scalar(2), [Dense.Vector(0.5, -0.5, 0)]).Edge([Dense.Vector(0, 0)], Dense.Scalar(0), [Dense.Vector(0, 0)]);
        yield return Shaped("Norm(sizes)", x => x.Norm([], order: 1), x => x.Norm([], order: 1), x => x.Fold([], false, v => NormOf(v, 1)), [3]).Kinks(0).Edge([Dense.Vector(2, 0, -3)], Dense.Scalar(5), [Dense.Vector(1, 0, -1)]);
        yield return Shaped("Norm(order 3, with zeros)", x => x.Norm([], order: 3), x => x.Norm([], order: 3), x => x.Fold([], false, v => NormOf(v, 3)), [3]).Kinks(0)
            .Edge([Dense.Vector(0, 0)], Dense.Scalar(0), [Dense.Vector(0, 0)]).Edge([Dense.Vector(0, -2)], Dense.Scalar(2), [Dense.Vector(0, -1)]);

        yield return Shaped("Any", x => (x > 0).Any(), x => (x > 0).Any(), x => x.Fold([], false, v => v.Any(e => e > 0) ? 1 : 0), [], [0], [2, 3], [37]).Order(0).Edge([Dense.Vector(0, double.NaN)], Dense.Scalar(0));
        yield return Shaped("Any(axis 1)", x => x.Any(1), x => x.Any([1], false), x => x.Fold([1], false, v => v.Any(e => e != 0) ? 1 : 0), [2, 3], [2, 0], [2, 2, 19]).Order(0);
        yield return Shaped("All", x => (x > 0).All(), x => (x > 0).All(), x => x.Fold([], false, v => v.All(e => e > 0) ? 1 : 0), [], [0], [2, 3], [37]).Order(0);
        yield return Shaped("All(axis 0, kept)", x => (x > -1).All([0], true), x => (x > -1).All([0], true), x => x.Fold([0], true, v => v.All(e => e > -1) ? 1 : 0), [2, 3], [0, 3], [3, 2, 19]).Order(0);
    }

    private static IEnumerable<OpRow> SoftmaxFamily()
    {
        int[][] shapes = [[1], [2, 3], [0, 3], [2, 0], [2, 2, 19], [3, 1, 4]];
        int[][] first = [[1], [2, 3], [3, 0], [3, 2, 2], [5, 19]];
        yield return Shaped("Softmax", x => x.Softmax(), x => x.Softmax(), x => x.Along(-1, SoftmaxOf), shapes)
            .Edge([Dense.Vector(1000, 1000)], Dense.Vector(0.5, 0.5)).Edge([Dense.Vector(-Inf, 3)], Dense.Vector(0, 1), [Dense.Vector(0, 0)]).Edge([Dense.Vector(Inf, 0)], Dense.Vector(double.NaN, double.NaN));
        yield return Shaped("Softmax(axis 0)", x => x.Softmax(0), x => x.Softmax(0), x => x.Along(0, SoftmaxOf), first);
        yield return Shaped("Softmin", x => x.Softmin(), x => x.Softmin(), x => x.Along(-1, v => SoftmaxOf(Array.ConvertAll(v, e => -e))), shapes);
        yield return Shaped("Softmin(axis 0)", x => x.Softmin(0), x => x.Softmin(0), x => x.Along(0, v => SoftmaxOf(Array.ConvertAll(v, e => -e))), first);
        yield return Shaped("LogSoftmax", x => x.LogSoftmax(), x => x.LogSoftmax(), x => x.Along(-1, v => Array.ConvertAll(SoftmaxOf(v), Math.Log)), shapes)
            .Edge([Dense.Vector(0, 1000)], Dense.Vector(-1000, 0)).Edge([Dense.Vector(-Inf, 3)], Dense.Vector(-Inf, 0));
        yield return Shaped("LogSoftmax(axis 0)", x => x.LogSoftmax(0), x => x.LogSoftmax(0), x => x.Along(0, v => Array.ConvertAll(SoftmaxOf(v), Math.Log)), first);
        yield return Shaped2("SoftmaxGradient", (g, x) => Ops.SoftmaxGradient(g, x, 0), (g, x) => Ops.SoftmaxGradient(g, x, 0),
            (g, y) => Dense.Zip(v => v[0] * (v[1] - v[2]), y, g, Dense.Zip(v => v[0] * v[1], g, y).Fold([0], true, v => v.Sum())), ([3], [3]), ([2, 3], [2, 3]), ([3, 0], [3, 0]));
        yield return Shaped2("LogSoftmaxGradient", (g, x) => Ops.LogSoftmaxGradient(g, x, 0), (g, x) => Ops.LogSoftmaxGradient(g, x, 0),
            (g, y) => Dense.Zip(v => v[0] - (Math.Exp(v[1]) * v[2]), g, y, g.Fold([0], true, v => v.Sum())), ([3], [3]), ([2, 3], [2, 3]), ([3, 0], [3, 0]));

        foreach (var smoothing in new[] { 0, 0.1 })
        {
            yield return Shaped($"SoftmaxCrossEntropy(smoothing {smoothing})", x => x.SoftmaxCrossEntropy([1, 0, 2], smoothing), x => x.SoftmaxCrossEntropy([1, 0, 2], smoothing),
                x => Dense.From([3], i => CrossEntropyOf(x, i[0], [1, 0, 2], smoothing)), [3, 3], [3, 5], [3, 19]);
        }

        yield return Shaped("SoftmaxCrossEntropy(one row)", x => x.SoftmaxCrossEntropy(Indices.Create([2], [])), x => x.SoftmaxCrossEntropy(Indices.Create([2], [])),
            x => Dense.Scalar(CrossEntropyOf(x.Reshape(1, 4), 0, [2], 0)), [4]);
        yield return Shaped("SoftmaxCrossEntropy(no rows)", x => x.SoftmaxCrossEntropy([]), x => x.SoftmaxCrossEntropy([]), _ => Dense.Vector(), [0, 3]);
        yield return Shaped("SoftmaxCrossEntropy(two axes of rows)", x => x.SoftmaxCrossEntropy(Indices.Create([0, 1, 1, 0], [2, 2])), x => x.SoftmaxCrossEntropy(Indices.Create([0, 1, 1, 0], [2, 2])),
            x => Dense.From([2, 2], i => CrossEntropyOf(x.Reshape(4, 3), (2 * i[0]) + i[1], [0, 1, 1, 0], 0)), [2, 2, 3]);

        yield return Shaped3("LayerNorm", (x, a, b) => x.LayerNorm(a, b), (x, a, b) => x.LayerNorm(a, b), (x, a, b) => Dense.Zip(v => (v[0] * v[1]) + v[2], x.Along(-1, v => StandardizedOf(v, 1e-5)), a, b),
            ([2, 3], [3], [3]), ([3], [3], [3]), ([3, 1], [1], [1]), ([0, 3], [3], [3]), ([2, 2, 19], [19], [19]), ([2, 0], [0], [0])).Distinct().Ulp(16).Loosely(1e-7);
        yield return Shaped3("LayerNorm(two axes)", (x, a, b) => x.LayerNorm(a, b, 0.1), (x, a, b) => x.LayerNorm(a, b, 0.1),
            (x, a, b) => Dense.Zip(v => (v[0] * v[1]) + v[2], x.Reshape(2, 6).Along(-1, v => StandardizedOf(v, 0.1)).Reshape(2, 2, 3), a, b), ([2, 2, 3], [2, 3], [2, 3])).Ulp(16);
    }

    /// <summary>The call shapes of a reduction: all axes, the first, the last kept.</summary>
    private static IEnumerable<OpRow> Folds(string name, FoldCall<double> call, FoldCall<float> single, Func<double[], double> reference)
    {
        var open = name.Contains('(') ? name + ", " : name + "(";
        yield return Shaped(open + "all axes)", x => call(x, [], false), x => single(x, [], false), x => x.Fold([], false, reference), anyAxes);
        yield return Shaped(open + "axis 0)", x => call(x, [0], false), x => single(x, [0], false), x => x.Fold([0], false, reference), firstAxis);
        yield return Shaped(open + "axis -1)", x => call(x, [-1], false), x => single(x, [-1], false), x => x.Fold([-1], false, reference), lastAxis);
        yield return Shaped(open + "axis -1, kept)", x => call(x, [-1], true), x => single(x, [-1], true), x => x.Fold([-1], true, reference), lastAxis);
    }

    private delegate Tensor<T> FoldCall<T>(Tensor<T> x, int[] axes, bool keepAxes)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>;

    /// <summary>Whether at least two elements meet in each result.</summary>
    private static bool Enough(OpRow row, int[] shape) =>
        (row.Name.Contains("axis 0") ? shape[0] : row.Name.Contains("axis -1") ? shape[^1] : shape.Aggregate(1, (p, q) => p * q)) > 1;

    private static double VarianceOf(double[] v, double correction) => v.Sum(e => (e - v.Average()) * (e - v.Average())) / Math.Max(0, v.Length - correction);

    private static double NormOf(double[] v, double order) => order switch
    {
        0 => v.Count(e => e != 0),
        Inf => v.Max(Math.Abs),
        -Inf => v.Min(Math.Abs),
        _ => Math.Pow(v.Sum(e => Math.Pow(Math.Abs(e), order)), 1 / order),
    };

    private static double[] SoftmaxOf(double[] v)
    {
        var exponentials = Array.ConvertAll(v, e => Math.Exp(e - v.Max()));
        return Array.ConvertAll(exponentials, e => e / exponentials.Sum());
    }

    private static double[] StandardizedOf(double[] v, double epsilon) => Array.ConvertAll(v, e => (e - v.Average()) / Math.Sqrt(VarianceOf(v, 0) + epsilon));

    private static double CrossEntropyOf(Dense x, int row, int[] labels, double smoothing)
    {
        var logits = Enumerable.Range(0, x.Shape[1]).Select(c => x[row, c]).ToArray();
        var logs = Array.ConvertAll(SoftmaxOf(logits), Math.Log);
        return (-(1 - smoothing) * logs[labels[row]]) - (smoothing * logs.Average());
    }

    private static Dense SquaredErrors(Dense p, Dense t, int count) => Dense.Zip(static e => (e[0] - e[1]) * (e[0] - e[1]), p, t).Fold([], false, v => v.Sum() / count);
}
