namespace AutoGrad.Oracle;

/// <summary>What the table's rows of linear algebra and the long short-term memory compute, by their names: elimination without pivots, expansions, power series, one number at a time.</summary>
/// <remarks>Not here: rows whose errors are small beside the whole gradient but not beside each element, such as Cholesky's structural zeros; differences check those.</remarks>
internal static class MatrixDefinitions<N>
    where N : struct, IReal<N>
{
    /// <summary>Terms of the exponential's series: matrices of the table have norms below 4, so the rest is below 1e-32.</summary>
    private const int ExponentialTerms = 60;

    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All = new Dictionary<string, Func<Grid<N>[], Grid<N>>>
    {
        ["Determinant"] = static x => Number(x[0], Determinant),
        ["LogDeterminant(logarithm)"] = static x => Number(Dominant(x[0]), static a => N.Log(Functions<N>.Abs(Determinant(a)))),
        ["Inverse"] = static x => Each(Dominant(x[0]), static a => Solved(a, Identity(a.Shape[0]))),
        ["MatrixPower(-2)"] = static x => Each(Dominant(x[0]), static a => Solved(a, Solved(a, Identity(a.Shape[0])))),
        ["MatrixPower(5)"] = static x => Each(x[0], static a => Times(a, Times(a, Times(a, Times(a, a))))),
        ["Solve"] = static x => Solve(Dominant(x[0]), x[1]),
        ["MatrixExp"] = static x => Each(x[0], Exponential),
        ["Lstm"] = static x => Lstm(x[0], x[1], x[2], x[3]),
    };

    private static Grid<N> Identity(int size) => Grid<N>.From([size, size], static i => i[0] == i[1] ? Functions<N>.One : default);

    private static Grid<N> Dominant(Grid<N> x) => Grid<N>.From(x.Shape, i => i[^1] == i[^2] ? x[i] + N.From(4) : x[i]);

    private static Grid<N> Plus(Grid<N> x, Grid<N> y) => Grid<N>.Zip(static e => e[0] + e[1], x, y);

    private static Grid<N> Times(Grid<N> x, Grid<N> y) => Grid<N>.From([x.Shape[0], y.Shape[1]], i => Product(x, y, i[0], i[1]));

    private static N Product(Grid<N> x, Grid<N> y, int row, int column) => ShapedDefinitions<N>.Sum(Enumerable.Range(0, y.Shape[0]).Select(k => x[row, k] * y[k, column]));

    /// <summary>Laplace's expansion by the first row.</summary>
    private static N Determinant(Grid<N> a) => a.Shape[0] == 0
        ? Functions<N>.One
        : ShapedDefinitions<N>.Sum(Enumerable.Range(0, a.Shape[0]).Select(column =>
        {
            var minor = Grid<N>.From([a.Shape[0] - 1, a.Shape[0] - 1], i => a[i[0] + 1, i[1] < column ? i[1] : i[1] + 1]);
            var term = a[0, column] * Determinant(minor);
            return column % 2 == 0 ? term : -term;
        }));

    /// <summary>Gauss and Jordan's elimination; the matrices are dominated by their diagonals.</summary>
    private static Grid<N> Solved(Grid<N> a, Grid<N> b)
    {
        var size = a.Shape[0];
        var width = size + b.Shape[1];
        var rows = Enumerable.Range(0, size).Select(i => Enumerable.Range(0, width).Select(j => j < size ? a[i, j] : b[i, j - size]).ToArray()).ToArray();
        for (var pivot = 0; pivot < size; pivot++)
        {
            var factor = rows[pivot][pivot];
            rows[pivot] = Array.ConvertAll(rows[pivot], e => e / factor);
            foreach (var other in Enumerable.Range(0, size).Where(other => other != pivot))
            {
                var share = rows[other][pivot];
                rows[other] = [.. rows[other].Zip(rows[pivot], (e, p) => e - (share * p))];
            }
        }

        return Grid<N>.From(b.Shape, i => rows[i[0]][size + i[1]]);
    }

    private static Grid<N> Exponential(Grid<N> a)
    {
        var sum = Identity(a.Shape[0]);
        for (var n = ExponentialTerms; n >= 1; n--)
        {
            var divisor = N.From(n);
            sum = Plus(Identity(a.Shape[0]), Times(a, sum).Map(e => e / divisor));
        }

        return sum;
    }

    private static Grid<N> Solve(Grid<N> a, Grid<N> b)
    {
        var isVector = b.Rank == 1;
        var right = isVector ? b.Reshape(b.Shape[0], 1) : b;
        int[] batch = Dense.Broadcast(a.Shape[..^2], right.Shape[..^2]);
        int[] shape = [.. batch, .. right.Shape[^2..]];
        var solutions = Dense.Indices(batch).Select(lead => Solved(
            Grid<N>.From(a.Shape[^2..], i => a.At([.. lead, .. i])),
            Grid<N>.From(right.Shape[^2..], i => right.At([.. lead, .. i])))).SelectMany(static solution => solution.Values);
        return new Grid<N>(isVector ? shape[..^1] : shape, [.. solutions]);
    }

    /// <summary>A function of every matrix in the last two axes.</summary>
    private static Grid<N> Each(Grid<N> x, Func<Grid<N>, Grid<N>> function) =>
        new(x.Shape, [.. Dense.Indices(x.Shape[..^2]).SelectMany(lead => function(Grid<N>.From(x.Shape[^2..], i => x[[.. lead, .. i]])).Values)]);

    private static Grid<N> Number(Grid<N> x, Func<Grid<N>, N> function) => Grid<N>.From(x.Shape[..^2], lead => function(Grid<N>.From(x.Shape[^2..], i => x[[.. lead, .. i]])));

    /// <summary>The long short-term memory: the outputs, then the last cell.</summary>
    private static Grid<N> Lstm(Grid<N> gates, Grid<N> weight, Grid<N> hidden, Grid<N> cell)
    {
        var results = new List<N>();
        for (var step = 0; step < gates.Shape[0]; step++)
        {
            var (h, c) = (hidden, cell);
            N Gate(int[] at, int gate) => gates[step, at[0], (gate * h.Shape[1]) + at[1]] + Product(h, weight, at[0], (gate * h.Shape[1]) + at[1]);
            var next = Grid<N>.From(h.Shape, at => (Functions<N>.Sigmoid(Gate(at, 1)) * c[at]) + (Functions<N>.Sigmoid(Gate(at, 0)) * Functions<N>.Tanh(Gate(at, 2))));
            (cell, hidden) = (next, Grid<N>.From(h.Shape, at => Functions<N>.Sigmoid(Gate(at, 3)) * Functions<N>.Tanh(next[at])));
            results.AddRange(hidden.Values);
        }

        return new([gates.Shape[0] + 1, .. cell.Shape], [.. results, .. cell.Values]);
    }
}
