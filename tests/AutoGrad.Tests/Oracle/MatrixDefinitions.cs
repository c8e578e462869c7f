namespace AutoGrad.Oracle;

/// <summary>What the table's rows of linear algebra compute, by their names: elimination, expansions, power series, one number at a time.</summary>
internal static class MatrixDefinitions<N>
    where N : struct, IReal<N>
{
    /// <summary>Terms of the exponential's series for matrices of norms below 4, and of those below 12: the rest is below 1e-32.</summary>
    private const int ExponentialTerms = 60;
    private const int LargeExponentialTerms = 100;

    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All = new Dictionary<string, Func<Grid<N>[], Grid<N>>>
    {
        ["Determinant"] = static x => Number(x[0], Determinant),
        ["LogDeterminant(logarithm)"] = static x => Number(Dominant(x[0]), static a => N.Log(Functions<N>.Abs(Determinant(a)))),
        ["LogDeterminant(singular)"] = static x => Number(x[0], static a => N.Log(Functions<N>.Abs(Determinant(a)))),
        ["Inverse"] = static x => Each(Dominant(x[0]), static a => Solved(a, Identity(a.Shape[0]))),
        ["MatrixPower(-2)"] = static x => Each(Dominant(x[0]), static a => Solved(a, Solved(a, Identity(a.Shape[0])))),
        ["MatrixPower(5)"] = static x => Each(x[0], static a => Times(a, Times(a, Times(a, Times(a, a))))),
        ["MatrixPower(0)"] = static x => Each(x[0], static a => Identity(a.Shape[0])),
        ["MatrixPower(1)"] = static x => x[0],
        ["Solve"] = static x => Pairs(Dominant(x[0]), x[1], Solved),
        ["MatrixExp"] = static x => Each(x[0], static a => Exponential(a, ExponentialTerms)),
        ["MatrixExp(large)"] = static x => Each(x[0].Map(static e => N.From(4) * e), static a => Exponential(a, LargeExponentialTerms)),
    };

    public static Grid<N> Identity(int size) => Grid<N>.From([size, size], static i => i[0] == i[1] ? Functions<N>.One : default);

    public static Grid<N> Dominant(Grid<N> x) => Grid<N>.From(x.Shape, i => i[^1] == i[^2] ? x[i] + N.From(4) : x[i]);

    public static Grid<N> Plus(Grid<N> x, Grid<N> y) => Grid<N>.Zip(static e => e[0] + e[1], x, y);

    public static Grid<N> Times(Grid<N> x, Grid<N> y) => Grid<N>.From([x.Shape[0], y.Shape[1]], i => Product(x, y, i[0], i[1]));

    public static N Product(Grid<N> x, Grid<N> y, int row, int column) => ShapedDefinitions<N>.Sum(Enumerable.Range(0, y.Shape[0]).Select(k => x[row, k] * y[k, column]));

    public static Grid<N> Transposed(Grid<N> x) => Grid<N>.From([x.Shape[1], x.Shape[0]], i => x[i[1], i[0]]);

    /// <summary>Laplace's expansion by the first row.</summary>
    private static N Determinant(Grid<N> a) => a.Shape[0] == 0
        ? Functions<N>.One
        : ShapedDefinitions<N>.Sum(Enumerable.Range(0, a.Shape[0]).Select(column =>
        {
            var minor = Grid<N>.From([a.Shape[0] - 1, a.Shape[0] - 1], i => a[i[0] + 1, i[1] < column ? i[1] : i[1] + 1]);
            var term = a[0, column] * Determinant(minor);
            return column % 2 == 0 ? term : -term;
        }));

    /// <summary>Gauss and Jordan's elimination, the largest element of what is left of a column being its pivot.</summary>
    public static Grid<N> Solved(Grid<N> a, Grid<N> b)
    {
        var size = a.Shape[0];
        var width = size + b.Shape[1];
        var rows = Enumerable.Range(0, size).Select(i => Enumerable.Range(0, width).Select(j => j < size ? a[i, j] : b[i, j - size]).ToArray()).ToArray();
        for (var pivot = 0; pivot < size; pivot++)
        {
            var largest = Enumerable.Range(pivot, size - pivot).MaxBy(row => Math.Abs(rows[row][pivot].Leading));
            (rows[pivot], rows[largest]) = (rows[largest], rows[pivot]);
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

    private static Grid<N> Exponential(Grid<N> a, int terms)
    {
        var sum = Identity(a.Shape[0]);
        for (var n = terms; n >= 1; n--)
        {
            var divisor = N.From(n);
            sum = Plus(Identity(a.Shape[0]), Times(a, sum).Map(e => e / divisor));
        }

        return sum;
    }

    /// <summary>A function of every pair of a matrix and right sides, their batches broadcast; a vector is one column.</summary>
    public static Grid<N> Pairs(Grid<N> a, Grid<N> b, Func<Grid<N>, Grid<N>, Grid<N>> function)
    {
        var isVector = b.Rank == 1;
        var right = isVector ? b.Reshape(b.Shape[0], 1) : b;
        int[] batch = Dense.Broadcast(a.Shape[..^2], right.Shape[..^2]);
        int[] shape = [.. batch, a.Shape[^1], right.Shape[^1]];
        var solutions = Dense.Indices(batch).Select(lead => function(
            Grid<N>.From(a.Shape[^2..], i => a.At([.. lead, .. i])),
            Grid<N>.From(right.Shape[^2..], i => right.At([.. lead, .. i])))).SelectMany(static solution => solution.Values);
        return new Grid<N>(isVector ? shape[..^1] : shape, [.. solutions]);
    }

    /// <summary>The results of a function of every matrix in the last two axes, one after the other.</summary>
    public static N[] Matrices(Grid<N> x, Func<Grid<N>, Grid<N>> function) =>
        [.. Dense.Indices(x.Shape[..^2]).SelectMany(lead => function(Grid<N>.From(x.Shape[^2..], i => x[[.. lead, .. i]])).Values)];

    private static Grid<N> Each(Grid<N> x, Func<Grid<N>, Grid<N>> function) => new(x.Shape, Matrices(x, function));

    private static Grid<N> Number(Grid<N> x, Func<Grid<N>, N> function) => Grid<N>.From(x.Shape[..^2], lead => function(Grid<N>.From(x.Shape[^2..], i => x[[.. lead, .. i]])));
}
