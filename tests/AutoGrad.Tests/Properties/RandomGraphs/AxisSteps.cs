using AutoGrad.Oracle;

namespace AutoGrad.Properties;

internal enum Reduction
{
    Sum,
    Product,
    Mean,
    SumOfSquares,
    MeanOfSquares,
    Max,
    Min,
    Variance,
    LogSumExp,
    Norm,
}

/// <summary>A reduction over some axes.</summary>
internal sealed record ReduceStep(Reduction Kind, int[] Axes, bool Keeps) : Step
{
    /// <summary>Reductions that are polynomials with whole coefficients.</summary>
    public static Reduction[] Polynomials { get; } = [Reduction.Sum, Reduction.Product, Reduction.SumOfSquares];

    public override Tensor<double> Build(Tensor<double>[] x) => Kind switch
    {
        Reduction.Sum => x[0].Sum(Axes, Keeps),
        Reduction.Product => x[0].Product(Axes, Keeps),
        Reduction.Mean => x[0].Mean(Axes, Keeps),
        Reduction.SumOfSquares => x[0].SumOfSquares(Axes, Keeps),
        Reduction.MeanOfSquares => x[0].MeanOfSquares(Axes, Keeps),
        Reduction.Max => x[0].Max(Axes, Keeps),
        Reduction.Min => x[0].Min(Axes, Keeps),
        Reduction.Variance => x[0].Variance(Axes, Keeps, 0),
        Reduction.LogSumExp => x[0].LogSumExp(Axes, Keeps),
        _ => x[0].Norm(Axes, Keeps),
    };

    public override string Code(string[] x) => $"{x[0]}.{Kind}([{List(Axes)}], {(Keeps ? "true" : "false")}{(Kind == Reduction.Variance ? ", 0" : "")})";

    public override Grid<N> Interpret<N>(Grid<N>[] x) => x[0].Fold(Axes, Keeps, Kind switch
    {
        Reduction.Sum => ShapedDefinitions<N>.Sum,
        Reduction.Product => ShapedDefinitions<N>.Product,
        Reduction.Mean => ShapedDefinitions<N>.Mean,
        Reduction.SumOfSquares => ShapedDefinitions<N>.SumOfSquares,
        Reduction.MeanOfSquares => ShapedDefinitions<N>.MeanOfSquares,
        Reduction.Max => ShapedDefinitions<N>.Largest,
        Reduction.Min => ShapedDefinitions<N>.Smallest,
        Reduction.Variance => static line => ShapedDefinitions<N>.Variance(line, 0),
        Reduction.LogSumExp => ShapedDefinitions<N>.LogSumExp,
        _ => static line => N.Sqrt(ShapedDefinitions<N>.Sum(line.Select(static e => e * e))),
    });

    public override bool Accepts(Grid<Rounding>[] x)
    {
        if (Kind is Reduction.Sum or Reduction.Product or Reduction.SumOfSquares)
        {
            return true;
        }

        var isGood = x[0].Values.Length > 0;
        _ = x[0].Fold(Axes, Keeps, line =>
        {
            isGood &= Kind switch
            {
                Reduction.Max or Reduction.Min => Distinct(line),
                Reduction.LogSumExp => line.All(static e => Math.Abs(e.Value) < 8),
                Reduction.Norm => line.Sum(static e => e.Value * e.Value) > 0.1,
                _ => true,
            };
            return default;
        });
        return isGood;
    }

    /// <summary>Whether no two numbers come close: a choice between them would depend on rounding.</summary>
    public static bool Distinct(Rounding[] line)
    {
        var sorted = line.Select(static e => e.Value).Order().ToArray();
        return Enumerable.Range(1, Math.Max(0, sorted.Length - 1)).All(i => sorted[i] - sorted[i - 1] > 1e-2);
    }
}

internal enum Scan
{
    CumulativeSum,
    CumulativeProduct,
    Difference,
    Softmax,
    LogSoftmax,
    LogCumulativeSumExp,
    CumulativeMax,
    Sort,
}

/// <summary>A function of each line along an axis into a line.</summary>
internal sealed record LineStep(Scan Kind, int Axis) : Step
{
    public static Scan[] Polynomials { get; } = [Scan.CumulativeSum, Scan.CumulativeProduct, Scan.Difference];

    public override Tensor<double> Build(Tensor<double>[] x) => Kind switch
    {
        Scan.CumulativeSum => x[0].CumulativeSum(Axis),
        Scan.CumulativeProduct => x[0].CumulativeProduct(Axis),
        Scan.Difference => x[0].Difference(1, Axis),
        Scan.Softmax => x[0].Softmax(Axis),
        Scan.LogSoftmax => x[0].LogSoftmax(Axis),
        Scan.LogCumulativeSumExp => x[0].LogCumulativeSumExp(Axis),
        Scan.CumulativeMax => x[0].CumulativeMax(Axis).Values,
        _ => x[0].Sort(Axis).Values,
    };

    public override string Code(string[] x) => $"{x[0]}.{Kind}({(Kind == Scan.Difference ? "1, " : "")}{Axis}){(Kind is Scan.CumulativeMax or Scan.Sort ? ".Values" : "")}";

    public override Grid<N> Interpret<N>(Grid<N>[] x) => Kind switch
    {
        Scan.CumulativeSum => x[0].Along(Axis, static line => ShapedDefinitions<N>.Scan(line, static (y, e) => y + e)),
        Scan.CumulativeProduct => x[0].Along(Axis, static line => ShapedDefinitions<N>.Scan(line, static (y, e) => y * e)),
        Scan.Difference => x[0].Along(Axis, Math.Max(0, x[0].Shape[Axis] - 1), static line => [.. line.Skip(1).Zip(line, static (after, before) => after - before)]),
        Scan.Softmax => x[0].Along(Axis, ShapedDefinitions<N>.Softmax),
        Scan.LogSoftmax => x[0].Along(Axis, ShapedDefinitions<N>.LogSoftmax),
        Scan.LogCumulativeSumExp => x[0].Along(Axis, static line => [.. line.Select((_, last) => ShapedDefinitions<N>.LogSumExp(line[..(last + 1)]))]),
        Scan.CumulativeMax => x[0].Along(Axis, static line => ShapedDefinitions<N>.Scan(line, Functions<N>.Max)),
        _ => x[0].Along(Axis, static line => ShapedDefinitions<N>.Sorted(line)),
    };

    public override bool Accepts(Grid<Rounding>[] x) => Kind switch
    {
        Scan.Softmax or Scan.LogSoftmax or Scan.LogCumulativeSumExp => x[0].Values.Length > 0 && Array.TrueForAll(x[0].Values, static e => Math.Abs(e.Value) < 8),
        Scan.CumulativeMax or Scan.Sort => ReduceStep.Distinct(x[0].Values),
        _ => true,
    };
}

/// <summary>A product of two matrices, or of two batches of them.</summary>
internal sealed record MatMulStep(bool TransposeLeft, bool TransposeRight) : Step
{
    public override Tensor<double> Build(Tensor<double>[] x) => x[0].MatMul(x[1], TransposeLeft, TransposeRight);

    public override string Code(string[] x) => $"{x[0]}.MatMul({x[1]}, {(TransposeLeft ? "true" : "false")}, {(TransposeRight ? "true" : "false")})";

    public override Grid<N> Interpret<N>(Grid<N>[] x)
    {
        var (left, right) = (x[0], x[1]);
        var (rows, inner) = (left.Shape[TransposeLeft ? ^1 : ^2], left.Shape[TransposeLeft ? ^2 : ^1]);
        int[] batch = Dense.Broadcast(left.Shape[..^2], right.Shape[..^2]);
        return Grid<N>.From([.. batch, rows, right.Shape[TransposeRight ? ^2 : ^1]], i => ShapedDefinitions<N>.Sum(Enumerable.Range(0, inner).Select(k =>
        {
            int[] lead = i[..^2];
            return left.At(TransposeLeft ? [.. lead, k, i[^2]] : [.. lead, i[^2], k]) * right.At(TransposeRight ? [.. lead, i[^1], k] : [.. lead, k, i[^1]]);
        })));
    }

    /// <summary>Whether the shapes fit.</summary>
    public bool Fits(int[] x, int[] y) =>
        x.Length >= 2 && y.Length >= 2 && x[TransposeLeft ? ^2 : ^1] == y[TransposeRight ? ^1 : ^2]
        && x[..^2].Reverse().Zip(y[..^2].Reverse()).All(static pair => pair.First == pair.Second || pair.First == 1 || pair.Second == 1);
}
