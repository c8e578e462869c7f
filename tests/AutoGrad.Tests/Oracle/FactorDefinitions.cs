namespace AutoGrad.Oracle;

/// <summary>What the table's rows of factorizations compute, by their names: Cholesky's by rows, Gram and Schmidt's, eigenvectors and singular vectors by the equations that they fulfil.</summary>
/// <remarks>Their errors are small beside the whole result, not beside each element of it (a structural zero, a small element of an orthonormal vector): so they are held to the largest bound.</remarks>
internal static class FactorDefinitions<N>
    where N : struct, IReal<N>
{
    public static readonly IReadOnlyDictionary<string, Func<Grid<N>[], Grid<N>>> All = new Dictionary<string, Func<Grid<N>[], Grid<N>>>
    {
        ["Cholesky"] = static x => Square(x[0], static a => Cholesky(MatrixDefinitions<N>.Plus(MatrixDefinitions<N>.Times(a, MatrixDefinitions<N>.Transposed(a)), MatrixDefinitions<N>.Identity(a.Shape[0])))),
        ["Cholesky(not symmetric)"] = static x => Square(MatrixDefinitions<N>.Dominant(x[0]), Cholesky),
        ["QR(Q)"] = static x => Each(Parted(x[0]), x[0].Shape[^2], Least(x[0]), static a => Orthonormal(a).Q),
        ["QR(R)"] = static x => Each(Parted(x[0]), Least(x[0]), x[0].Shape[^1], static a => Orthonormal(a).R),
        ["SymmetricEigen(values)"] = static x => Line(Parted(x[0]), static a => Grid<N>.From([a.Shape[0]], i => Eigen(a, i[0])[^1])),
        ["SymmetricEigen(values, equal)"] = static x => Line(x[0], static a => Grid<N>.From([a.Shape[0]], i => Eigen(a, i[0])[^1])),
        ["SymmetricEigen(vectors)"] = static x => Square(Parted(x[0]), static a => Columns(a.Shape[0], a.Shape[0], at => Eigen(a, at))),
        ["Svd(U)"] = static x => Each(Parted(x[0]), x[0].Shape[^2], Least(x[0]), static a => Columns(a.Shape[0], Least(a), at => Singular(a, at))),
        ["Svd(S)"] = static x => Line(Parted(x[0]), static a => Grid<N>.From([Least(a)], i => Singular(a, i[0])[^1])),
        ["Svd(S, equal)"] = static x => Line(x[0], static a => Grid<N>.From([Least(a)], i => Singular(a, i[0])[^1])),
        ["Svd(V)"] = static x => Each(Parted(x[0]), x[0].Shape[^1], Least(x[0]), static a => Columns(a.Shape[1], Least(a), at => Singular(a, at)[a.Shape[0]..])),
        ["LeastSquares"] = static x => MatrixDefinitions<N>.Pairs(Parted(x[0]), x[1], LeastSquares),
        ["TriangularSolve"] = static x => Triangular(x, false, false, false),
        ["TriangularSolve(upper)"] = static x => Triangular(x, true, false, false),
        ["TriangularSolve(transposed)"] = static x => Triangular(x, false, true, false),
        ["TriangularSolve(upper, transposed)"] = static x => Triangular(x, true, true, false),
        ["TriangularSolve(unit diagonal)"] = static x => Triangular(x, false, false, true),
        ["TriangularSolve(upper, transposed, unit diagonal)"] = static x => Triangular(x, true, true, true),
    };

    private static int Least(Grid<N> x) => Math.Min(x.Shape[^2], x.Shape[^1]);

    /// <summary>Adds 4, 8, 12 .. to the diagonal, as the rows do.</summary>
    private static Grid<N> Parted(Grid<N> x) => Grid<N>.From(x.Shape, i => i[^1] == i[^2] ? x[i] + N.From(4 * (1 + i[^1])) : x[i]);

    /// <summary>A function of every matrix in the last two axes into one of another shape.</summary>
    private static Grid<N> Each(Grid<N> x, int rows, int columns, Func<Grid<N>, Grid<N>> function) => new([.. x.Shape[..^2], rows, columns], MatrixDefinitions<N>.Matrices(x, function));

    private static Grid<N> Square(Grid<N> x, Func<Grid<N>, Grid<N>> function) => Each(x, x.Shape[^2], x.Shape[^1], function);

    private static Grid<N> Line(Grid<N> x, Func<Grid<N>, Grid<N>> function) => new([.. x.Shape[..^2], Least(x)], MatrixDefinitions<N>.Matrices(x, function));

    private static Grid<N> Columns(int rows, int count, Func<int, N[]> column)
    {
        var columns = Enumerable.Range(0, count).Select(column).ToArray();
        return Grid<N>.From([rows, count], i => columns[i[1]][i[0]]);
    }

    /// <summary>Of the symmetric part (Golub and Van Loan, Matrix Computations, section 4.2).</summary>
    private static Grid<N> Cholesky(Grid<N> a)
    {
        var size = a.Shape[0];
        var l = new N[size, size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var (r, c) = (row, column);
                var rest = (Functions<N>.Half * (a[r, c] + a[c, r])) - ShapedDefinitions<N>.Sum(Enumerable.Range(0, c).Select(k => l[r, k] * l[c, k]));
                l[r, c] = r == c ? N.Sqrt(rest) : rest / l[c, c];
            }
        }

        return Grid<N>.From(a.Shape, i => l[i[0], i[1]]);
    }

    /// <summary>The first columns less their parts along those before, of length 1; R holds the products of these with all columns.</summary>
    private static (Grid<N> Q, Grid<N> R) Orthonormal(Grid<N> a)
    {
        var (m, count) = (a.Shape[0], Least(a));
        N[] Column(int at) => [.. Enumerable.Range(0, m).Select(row => a[row, at])];
        var q = new List<N[]>();
        for (var at = 0; at < count; at++)
        {
            var rest = Column(at);
            foreach (var before in q)
            {
                var share = Dot(before, rest);
                rest = [.. rest.Zip(before, (x, e) => x - (share * e))];
            }

            var length = N.Sqrt(Dot(rest, rest));
            q.Add(Array.ConvertAll(rest, x => x / length));
        }

        return (Columns(m, count, at => q[at]), Grid<N>.From([count, a.Shape[1]], i => i[0] > i[1] ? default : Dot(q[i[0]], Column(i[1]))));
    }

    private static N Dot(N[] x, N[] y) => ShapedDefinitions<N>.Sum(x.Zip(y, static (a, b) => a * b));

    /// <summary>An eigenvector and, last, its value.</summary>
    private static N[] Eigen(Grid<N> a, int place)
    {
        var (values, vectors) = NaiveLinearAlgebra.SymmetricEigen(Leading(a));
        return NewtonSteps<EigenEquations>.Solve(a, [.. Enumerable.Range(0, a.Shape[0]).Select(row => vectors[row, place]), values[place]]);
    }

    /// <summary>A left vector, a right one and, last, their singular value.</summary>
    private static N[] Singular(Grid<N> a, int place)
    {
        var (u, s, v) = NaiveLinearAlgebra.Svd(Leading(a));
        return NewtonSteps<SingularEquations>.Solve(a, [.. Enumerable.Range(0, a.Shape[0]).Select(row => u[row, place]), .. Enumerable.Range(0, a.Shape[1]).Select(row => v[row, place]), s[place]]);
    }

    private static double[,] Leading(Grid<N> a)
    {
        var result = new double[a.Shape[0], a.Shape[1]];
        foreach (var i in Dense.Indices(a.Shape))
        {
            result[i[0], i[1]] = a[i].Leading;
        }

        return result;
    }

    /// <summary>By the normal equations; of a wide matrix, the solution that is a sum of its rows.</summary>
    private static Grid<N> LeastSquares(Grid<N> a, Grid<N> b)
    {
        var t = MatrixDefinitions<N>.Transposed(a);
        return a.Shape[0] >= a.Shape[1]
            ? MatrixDefinitions<N>.Solved(MatrixDefinitions<N>.Times(t, a), MatrixDefinitions<N>.Times(t, b))
            : MatrixDefinitions<N>.Times(t, MatrixDefinitions<N>.Solved(MatrixDefinitions<N>.Times(a, t), b));
    }

    private static Grid<N> Triangular(Grid<N>[] x, bool upper, bool transpose, bool unit) => MatrixDefinitions<N>.Pairs(MatrixDefinitions<N>.Dominant(x[0]), x[1], (a, b) =>
    {
        var triangle = Grid<N>.From(a.Shape, i => i[0] == i[1] ? (unit ? Functions<N>.One : a[i]) : (upper ? i[0] < i[1] : i[0] > i[1]) ? a[i] : default);
        return MatrixDefinitions<N>.Solved(transpose ? MatrixDefinitions<N>.Transposed(triangle) : triangle, b);
    });
}
