namespace AutoGrad.Oracle;

/// <summary>What the table's rows of factors and the systems solved by them compute, by their names: by columns, by substitution, and by the normal equations.</summary>
/// <remarks>Signs are those that the ops promise: the diagonals of Cholesky's factor and of R are positive.</remarks>
internal static class FactorDefinitions<N>
    where N : struct, IReal<N>
{
    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All = new Dictionary<string, Func<Grid<N>[], Grid<N>>>
    {
        ["Cholesky"] = static x => Each(x[0], a => Cholesky(Plus(Times(a, Transposed(a)), 1))),
        ["Cholesky(not symmetric)"] = static x => Each(x[0], static a => Cholesky(Plus(a, 4))),
        ["TriangularSolve"] = static x => Solve(x[0], x[1], false, false, false),
        ["TriangularSolve(upper)"] = static x => Solve(x[0], x[1], true, false, false),
        ["TriangularSolve(transposed)"] = static x => Solve(x[0], x[1], false, true, false),
        ["TriangularSolve(upper, transposed)"] = static x => Solve(x[0], x[1], true, true, false),
        ["TriangularSolve(unit diagonal)"] = static x => Solve(x[0], x[1], false, false, true),
        ["TriangularSolve(upper, transposed, unit diagonal)"] = static x => Solve(x[0], x[1], true, true, true),
        ["QR(Q)"] = static x => Each(x[0], static a => Orthogonal(Parted(a)).Q),
        ["QR(R)"] = static x => Each(x[0], static a => Orthogonal(Parted(a)).R),
        ["MatrixPower(0)"] = static x => Grid<N>.From(x[0].Shape, static i => i[^1] == i[^2] ? Functions<N>.One : default),
        ["MatrixPower(1)"] = static x => x[0],
    };

    private static Grid<N> Transposed(Grid<N> a) => Grid<N>.From([a.Shape[1], a.Shape[0]], i => a[i[1], i[0]]);

    private static Grid<N> Times(Grid<N> a, Grid<N> b) =>
        Grid<N>.From([a.Shape[0], b.Shape[1]], i => ShapedDefinitions<N>.Sum(Enumerable.Range(0, a.Shape[1]).Select(k => a[i[0], k] * b[k, i[1]])));

    /// <summary>A multiple of the identity added.</summary>
    private static Grid<N> Plus(Grid<N> a, double multiple) => Grid<N>.From(a.Shape, i => i[0] == i[1] ? a[i] + N.From(multiple) : a[i]);

    /// <summary>4, 8, 12 .. added to the diagonal.</summary>
    private static Grid<N> Parted(Grid<N> a) => Grid<N>.From(a.Shape, i => i[0] == i[1] ? a[i] + N.From(4 * (1 + i[1])) : a[i]);

    /// <summary>Row by row, of the symmetric part.</summary>
    private static Grid<N> Cholesky(Grid<N> a)
    {
        var size = a.Shape[0];
        var l = new Grid<N>([size, size], new N[size * size]);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = Functions<N>.Half * (a[i, j] + a[j, i]);
                for (var k = 0; k < j; k++)
                {
                    rest -= l[i, k] * l[j, k];
                }

                l.Values[(i * size) + j] = i == j ? N.Sqrt(rest) : rest / l[j, j];
            }
        }

        return l;
    }

    /// <summary>Gram and Schmidt's columns: what is left of each when its parts along those before are taken away, made one long.</summary>
    private static (Grid<N> Q, Grid<N> R) Orthogonal(Grid<N> a)
    {
        var (rows, columns) = (a.Shape[0], a.Shape[1]);
        var count = Math.Min(rows, columns);
        var q = new List<N[]>();
        var r = new Grid<N>([count, columns], new N[count * columns]);
        for (var j = 0; j < columns; j++)
        {
            N[] rest = [.. Enumerable.Range(0, rows).Select(i => a[i, j])];
            for (var k = 0; k < Math.Min(j, count); k++)
            {
                var part = ShapedDefinitions<N>.Sum(q[k].Zip(rest, static (x, y) => x * y));
                r.Values[(k * columns) + j] = part;
                rest = [.. rest.Zip(q[k], (x, y) => x - (part * y))];
            }

            if (j < count)
            {
                var length = N.Sqrt(ShapedDefinitions<N>.Sum(rest.Select(static x => x * x)));
                r.Values[(j * columns) + j] = length;
                q.Add(Array.ConvertAll(rest, x => x / length));
            }
        }

        return (Grid<N>.From([rows, count], i => q[i[1]][i[0]]), r);
    }

    /// <summary>Substitution in the named triangle of a matrix that its diagonal dominates; a vector is one column.</summary>
    private static Grid<N> Solve(Grid<N> a, Grid<N> b, bool upper, bool transpose, bool unit)
    {
        var right = b.Rank == 1 ? b.Reshape(b.Shape[0], 1) : b;
        int[] batch = Dense.Broadcast(a.Shape[..^2], right.Shape[..^2]);
        var size = a.Shape[^1];
        var solutions = Dense.Indices(batch).SelectMany(lead => Substitute(
            size, right.Shape[^1], (i, j) => Element(lead, i, j), (i, j) => right.At([.. lead, i, j]), upper != transpose));
        return new([.. b.Rank == 1 ? batch : [.. batch, size], b.Rank == 1 ? size : right.Shape[^1]], [.. solutions]);

        N Element(int[] lead, int row, int column)
        {
            var (i, j) = transpose ? (column, row) : (row, column);
            return row == column && unit ? Functions<N>.One : a.At([.. lead, i, j]) + (i == j ? N.From(4) : default);
        }
    }

    private static N[] Substitute(int size, int columns, Func<int, int, N> matrix, Func<int, int, N> right, bool fromBelow)
    {
        var solution = new N[size * columns];
        var done = new List<int>();
        foreach (var row in fromBelow ? Enumerable.Range(0, size).Reverse() : Enumerable.Range(0, size))
        {
            for (var column = 0; column < columns; column++)
            {
                var rest = done.Aggregate(right(row, column), (rest, other) => rest - (matrix(row, other) * solution[(other * columns) + column]));
                solution[(row * columns) + column] = rest / matrix(row, row);
            }

            done.Add(row);
        }

        return solution;
    }

    /// <summary>A function of every matrix in the last two axes.</summary>
    private static Grid<N> Each(Grid<N> x, Func<Grid<N>, Grid<N>> function)
    {
        var results = Dense.Indices(x.Shape[..^2]).Select(lead => function(Grid<N>.From(x.Shape[^2..], i => x[[.. lead, .. i]]))).ToArray();
        var shape = results.Length > 0 ? results[0].Shape : function(Grid<N>.From(x.Shape[^2..], static _ => default)).Shape;
        return new([.. x.Shape[..^2], .. shape], [.. results.SelectMany(static result => result.Values)]);
    }
}
