namespace AutoGrad;

internal static partial class OpTable
{
    private static IEnumerable<OpRow> RecurrentFamily()
    {
        // Sums of up to 19 products at each step, rounded one by one in an order that the reference does not share; errors go on from step to step.
        yield return ShapedMany(
            "Lstm",
            x => Joined(x[0].Lstm(x[1], x[2], x[3])),
            x => Joined(x[0].Lstm(x[1], x[2], x[3])),
            x => Remember(x[0], x[1], x[2], x[3]),
            [[3, 2, 12], [3, 12], [2, 3], [2, 3]],
            [[1, 1, 4], [1, 4], [1, 1], [1, 1]],
            [[2, 1, 76], [19, 76], [1, 19], [1, 19]],
            [[0, 2, 8], [2, 8], [2, 2], [2, 2]],
            [[2, 0, 8], [2, 8], [0, 2], [0, 2]],
            [[2, 3, 0], [0, 0], [3, 0], [3, 0]]).Ulp(32).DoubleUlp(32);
        yield return ShapedMany(
            "Gru",
            x => x[0].Gru(x[1], x[2], x[3]),
            x => x[0].Gru(x[1], x[2], x[3]),
            x => Update(x[0], x[1], x[2], x[3]),
            [[3, 2, 9], [3, 9], [9], [2, 3]],
            [[1, 1, 3], [1, 3], [3], [1, 1]],
            [[2, 1, 57], [19, 57], [57], [1, 19]],
            [[0, 2, 6], [2, 6], [6], [2, 2]],
            [[2, 0, 6], [2, 6], [6], [0, 2]],
            [[2, 3, 0], [0, 0], [0], [3, 0]]).Ulp(32).DoubleUlp(32);
    }

    /// <summary>Both results in one tensor.</summary>
    private static Tensor<T> Joined<T>((Tensor<T> Outputs, Tensor<T> Cell) result)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => Ops.Concat([result.Outputs, result.Cell.Unsqueeze(0)]);

    /// <summary>The long short-term memory by its definition, number by number: the outputs, then the last cell.</summary>
    private static Dense Remember(Dense gates, Dense weight, Dense hidden, Dense cell)
    {
        var results = new List<double>();
        for (var step = 0; step < gates.Shape[0]; step++)
        {
            var (h, c) = (hidden, cell);
            double Gate(int[] at, int gate, Func<double, double> function) => function(gates[step, at[0], (gate * h.Shape[1]) + at[1]] + Product(h, weight, at[0], (gate * h.Shape[1]) + at[1]));
            cell = Dense.From(h.Shape, at => (Gate(at, 1, Logistic) * c[at]) + (Gate(at, 0, Logistic) * Gate(at, 2, Math.Tanh)));
            hidden = Dense.From(h.Shape, at => Gate(at, 3, Logistic) * Math.Tanh(cell[at]));
            results.AddRange(hidden.Values);
        }

        return new Dense([gates.Shape[0] + 1, .. cell.Shape], [.. results, .. cell.Values]);
    }

    /// <summary>The gated recurrent unit by its definition, number by number.</summary>
    private static Dense Update(Dense gates, Dense weight, Dense bias, Dense hidden)
    {
        var results = new List<double>();
        for (var step = 0; step < gates.Shape[0]; step++)
        {
            var h = hidden;
            double X(int[] at, int gate) => gates[step, at[0], (gate * h.Shape[1]) + at[1]];
            double Q(int[] at, int gate) => Product(h, weight, at[0], (gate * h.Shape[1]) + at[1]) + bias[(gate * h.Shape[1]) + at[1]];
            hidden = Dense.From(h.Shape, at =>
            {
                var (r, z) = (Logistic(X(at, 0) + Q(at, 0)), Logistic(X(at, 1) + Q(at, 1)));
                return ((1 - z) * Math.Tanh(X(at, 2) + (r * Q(at, 2)))) + (z * h[at]);
            });
            results.AddRange(hidden.Values);
        }

        return new Dense([gates.Shape[0], .. hidden.Shape], [.. results]);
    }

    private static double Product(Dense x, Dense weight, int row, int column) => Enumerable.Range(0, weight.Shape[0]).Sum(inner => x[row, inner] * weight[inner, column]);

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
