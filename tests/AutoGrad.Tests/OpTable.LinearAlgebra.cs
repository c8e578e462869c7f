namespace AutoGrad;

/// <content>Linear algebra. Random matrices are made regular, positive definite or of parted values first, in the call and in the reference alike.</content>
internal static partial class OpTable
{
    private static readonly int[][] squares = [[3, 3], [1, 1], [0, 0], [2, 3, 3], [0, 2, 2], [2, 1, 2, 2]];

    private static IEnumerable<OpRow> LinearAlgebraFamily()
    {
        yield return Shaped("Cholesky", x => Definite(x).Cholesky(), x => Definite(x).Cholesky(), x => Each(Definite(x), NaiveLinearAlgebra.Cholesky), squares).Ulp(16);
        yield return Shaped("Cholesky(not symmetric)", x => Dominant(x).Cholesky(), x => Dominant(x).Cholesky(), x => Each(Dominant(x), NaiveLinearAlgebra.Cholesky), [3, 3], [2, 2, 2]).Over(-1, 1).Ulp(16);
        yield return Shaped("Inverse", x => Dominant(x).Inverse(), x => Dominant(x).Inverse(), x => Each(Dominant(x), NaiveLinearAlgebra.Inverse), squares).Over(-1, 1).Ulp(16);
        yield return Shaped("Determinant", x => x.Determinant(), x => x.Determinant(), x => Number(x, NaiveLinearAlgebra.Determinant), squares).Ulp(64).DoubleUlp(64)
            .Edge([Dense.Matrix(new double[,] { { 1, 2 }, { 2, 4 } })], Dense.Scalar(0), [Dense.Matrix(new double[,] { { 4, -2 }, { -2, 1 } })])
            .Edge([Dense.Matrix(new double[,] { { 0, 0 }, { 0, 0 } })], Dense.Scalar(0), [Dense.Matrix(new double[,] { { 0, 0 }, { 0, 0 } })])
            .Edge([Dense.Matrix(new double[,] { { 0, 0, 0 }, { 0, 2, 0 }, { 0, 0, 3 } })], Dense.Scalar(0), [Dense.Matrix(new double[,] { { 6, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 } })]);
        yield return Shaped("LogDeterminant(logarithm)", x => Dominant(x).LogDeterminant().Logarithm, x => Dominant(x).LogDeterminant().Logarithm, x => Number(Dominant(x), m => Math.Log(Math.Abs(NaiveLinearAlgebra.Determinant(m)))), squares).Over(-1, 1).Ulp(16);
        yield return Shaped("LogDeterminant(singular)", x => x.LogDeterminant().Logarithm, x => x.LogDeterminant().Logarithm, x => Number(x, m => Math.Log(Math.Abs(NaiveLinearAlgebra.Determinant(m)))), [0, 0])
            .Edge([Dense.Matrix(new double[,] { { 1, 2 }, { 2, 4 } })], Dense.Scalar(double.NegativeInfinity), [Dense.Matrix(new double[,] { { double.NaN, double.NaN }, { double.NaN, double.NaN } })]);
        yield return Shaped("LogDeterminant(sign)", x => x.LogDeterminant().Sign, x => x.LogDeterminant().Sign, x => Number(x, m => Math.Sign(NaiveLinearAlgebra.Determinant(m))), squares).Order(0)
            .Edge([Dense.Matrix(new double[,] { { 1, 2 }, { 2, 4 } })], Dense.Scalar(0));
        yield return Shaped2("Solve", (x, b) => Dominant(x).Solve(b), (x, b) => Dominant(x).Solve(b), (x, b) => Pair(Dominant(x), b, NaiveLinearAlgebra.Solve), ([3, 3], [3, 2]), ([1, 1], [1, 1]), ([0, 0], [0, 2]), ([2, 2], [2, 0]), ([2, 3, 3], [2, 3, 2]), ([2, 2], [3, 2, 1]), ([3, 1, 2, 2], [2, 2, 1]), ([0, 2, 2], [2, 3]), ([3, 3], [3]), ([2, 2, 2], [2])).Over(-1, 1).Ulp(16);
        yield return Triangular("TriangularSolve", false, false, false);
        yield return Triangular("TriangularSolve(upper)", true, false, false);
        yield return Triangular("TriangularSolve(transposed)", false, true, false);
        yield return Triangular("TriangularSolve(upper, transposed)", true, true, false);
        yield return Triangular("TriangularSolve(unit diagonal)", false, false, true);
        yield return Triangular("TriangularSolve(upper, transposed, unit diagonal)", true, true, true);
        yield return Shaped("QR(Q)", x => Parted(x).QR().Q, x => Parted(x).QR().Q, x => Each(Parted(x), m => NaiveLinearAlgebra.QR(m).Q), [3, 3], [1, 1], [0, 0], [4, 2], [2, 3], [2, 3, 2], [0, 2, 2], [3, 0], [0, 3], [5, 1], [1, 5]).Over(-1, 1).Ulp(32);
        yield return Shaped("QR(R)", x => Parted(x).QR().R, x => Parted(x).QR().R, x => Each(Parted(x), m => NaiveLinearAlgebra.QR(m).R), [3, 3], [1, 1], [0, 0], [4, 2], [2, 3], [2, 3, 2], [0, 2, 2], [3, 0], [0, 3], [5, 1], [1, 5]).Over(-1, 1).Ulp(32);
        yield return Shaped("SymmetricEigen(values)", x => Parted(x).SymmetricEigen().Values, x => Parted(x).SymmetricEigen().Values, x => Line(Parted(x), m => NaiveLinearAlgebra.SymmetricEigen(m).Values), squares).Over(-1, 1).Ulp(16).DoubleUlp(32);
        yield return Shaped("SymmetricEigen(values, equal)", x => x.SymmetricEigen().Values, x => x.SymmetricEigen().Values, x => Line(x, m => NaiveLinearAlgebra.SymmetricEigen(m).Values), [1, 1])
            .Edge([Dense.Matrix(new double[,] { { 2, 0 }, { 0, 2 } })], Dense.Vector(2, 2), [Dense.Matrix(new double[,] { { 1, 0 }, { 0, 1 } })])
            .Edge([Dense.Matrix(new double[,] { { double.NaN, 0 }, { 0, 2 } })], Dense.Vector(double.NaN, double.NaN));
        yield return Shaped("SymmetricEigen(vectors)", x => Parted(x).SymmetricEigen().Vectors, x => Parted(x).SymmetricEigen().Vectors, x => Each(Parted(x), m => NaiveLinearAlgebra.SymmetricEigen(m).Vectors), squares).Over(-1, 1).Ulp(32).DoubleUlp(64);
        yield return Shaped("Svd(U)", x => Parted(x).Svd().U, x => Parted(x).Svd().U, x => Each(Parted(x), m => NaiveLinearAlgebra.Svd(m).U), [3, 3], [1, 1], [4, 2], [4, 3], [2, 3], [2, 3, 2], [0, 2, 2], [5, 1], [1, 5], [3, 0], [0, 3]).Over(-1, 1).Ulp(64).DoubleUlp(256);
        yield return Shaped("Svd(S)", x => Parted(x).Svd().S, x => Parted(x).Svd().S, x => Line(Parted(x), m => NaiveLinearAlgebra.Svd(m).S), [3, 3], [1, 1], [4, 2], [2, 3], [2, 3, 2], [0, 2, 2], [5, 1], [1, 5], [3, 0], [0, 3]).Over(-1, 1).Ulp(32).DoubleUlp(256);
        yield return Shaped("Svd(S, equal)", x => x.Svd().S, x => x.Svd().S, x => Line(x, m => NaiveLinearAlgebra.Svd(m).S), [2, 0])
            .Edge([Dense.Matrix(new double[,] { { 3, 0 }, { 0, 3 } })], Dense.Vector(3, 3), [Dense.Matrix(new double[,] { { 1, 0 }, { 0, 1 } })]);
        yield return Shaped("Svd(V)", x => Parted(x).Svd().V, x => Parted(x).Svd().V, x => Each(Parted(x), m => NaiveLinearAlgebra.Svd(m).V), [3, 3], [1, 1], [4, 2], [2, 3], [2, 3, 2], [0, 2, 2], [5, 1], [1, 5], [3, 0], [0, 3]).Over(-1, 1).Ulp(64).DoubleUlp(256);
        yield return Shaped2("LeastSquares", (x, b) => Parted(x).LeastSquares(b), (x, b) => Parted(x).LeastSquares(b), (x, b) => Pair(Parted(x), b, NaiveLinearAlgebra.LeastSquares), ([4, 2], [4, 2]), ([2, 4], [2, 1]), ([3, 3], [3, 2]), ([1, 1], [1, 1]), ([3, 0], [3, 2]), ([2, 3, 2], [2, 3, 1]), ([3, 2], [2, 3, 1]), ([0, 3, 2], [3, 1]), ([4, 2], [4])).Over(-1, 1).Ulp(64).DoubleUlp(64);
        yield return Shaped("MatrixPower(0)", x => x.MatrixPower(0), x => x.MatrixPower(0), x => Each(x, m => NaiveLinearAlgebra.Power(m, 0)), squares);
        yield return Shaped("MatrixPower(1)", x => x.MatrixPower(1), x => x.MatrixPower(1), x => x, [3, 3], [0, 0]);
        yield return Shaped("MatrixPower(5)", x => x.MatrixPower(5), x => x.MatrixPower(5), x => Each(x, m => NaiveLinearAlgebra.Power(m, 5)), squares).Ulp(64).DoubleUlp(64);
        yield return Shaped("MatrixPower(-2)", x => Dominant(x).MatrixPower(-2), x => Dominant(x).MatrixPower(-2), x => Each(Dominant(x), m => NaiveLinearAlgebra.Power(NaiveLinearAlgebra.Inverse(m), 2)), squares).Over(-1, 1).Ulp(32);
        yield return Shaped("MatrixExp", x => x.MatrixExp(), x => x.MatrixExp(), x => Each(x, NaiveLinearAlgebra.Exp), squares).Over(-1, 1).Ulp(32).DoubleUlp(32);
        yield return Shaped("MatrixExp(large)", x => (x * 4).MatrixExp(), x => (x * 4).MatrixExp(), x => Each(x.Map(static e => e * 4), NaiveLinearAlgebra.Exp), [3, 3], [2, 2, 2]).Over(-1, 1).Ulp(256).DoubleUlp(512);
    }

    private static OpRow Triangular(string name, bool upper, bool transpose, bool unit) =>
        Shaped2(
            name,
            (x, b) => Dominant(x).TriangularSolve(b, upper, transpose, unit),
            (x, b) => Dominant(x).TriangularSolve(b, upper, transpose, unit),
            (x, b) => Pair(Dominant(x), b, (m, right) => NaiveLinearAlgebra.Solve(NaiveLinearAlgebra.Triangle(m, upper, transpose, unit), right)),
            ([3, 3], [3, 2]),
            ([1, 1], [1, 1]),
            ([0, 0], [0, 2]),
            ([2, 3, 3], [2, 3, 1]),
            ([2, 2], [3, 2, 1]),
            ([3, 1, 2, 2], [2, 2, 1]),
            ([3, 3], [3])).Over(-1, 1).Ulp(32);

    /// <summary>Makes the diagonal large: regular, well conditioned, and with a positive definite symmetric part.</summary>
    private static Tensor<T> Dominant<T>(Tensor<T> x)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => x + (4 * Tensor.Eye<T>(x.Shape[^1]));

    private static Dense Dominant(Dense x) => Dense.From(x.Shape, index => x[index] + (index[^1] == index[^2] ? 4 : 0));

    /// <summary>Parts eigenvalues, singular values and columns: adds 4, 8, 12 .. to the diagonal.</summary>
    private static Tensor<T> Parted<T>(Tensor<T> x)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var (m, n) = (x.Shape[^2], x.Shape[^1]);
        return x + (Tensor.Eye<T>(m, n) * (4 * (1 + Tensor.Arange<T>(n))));
    }

    private static Dense Parted(Dense x) => Dense.From(x.Shape, index => x[index] + (index[^1] == index[^2] ? 4 * (1 + index[^1]) : 0));

    private static Tensor<T> Definite<T>(Tensor<T> x)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => x.MatMul(x, transposeRight: true) + Tensor.Eye<T>(x.Shape[^1]);

    private static Dense Definite(Dense x) => Each(x, static m => NaiveLinearAlgebra.Definite(m));

    /// <summary>A function of every matrix in the last two axes.</summary>
    private static Dense Each(Dense x, Func<double[,], double[,]> function)
    {
        int[] batch = x.Shape[..^2];
        var results = Dense.Indices(batch).Select(index => function(MatrixAt(x, index))).ToArray();
        var sample = results.Length > 0 ? results[0] : function(new double[x.Shape[^2], x.Shape[^1]]);
        return new Dense([.. batch, sample.GetLength(0), sample.GetLength(1)], [.. results.SelectMany(static result => result.Cast<double>())]);
    }

    private static Dense Line(Dense x, Func<double[,], double[]> function) => new([.. x.Shape[..^2], Math.Min(x.Shape[^1], x.Shape[^2])], [.. Dense.Indices(x.Shape[..^2]).SelectMany(index => function(MatrixAt(x, index)))]);

    private static Dense Number(Dense x, Func<double[,], double> function) => new(x.Shape[..^2], [.. Dense.Indices(x.Shape[..^2]).Select(index => function(MatrixAt(x, index)))]);

    /// <summary>A function of every pair of a matrix and right sides, their batches broadcast; a vector is one column.</summary>
    private static Dense Pair(Dense x, Dense b, Func<double[,], double[,], double[,]> function)
    {
        if (b.Rank == 1)
        {
            var columns = Pair(x, b.Reshape(b.Length, 1), function);
            return columns.Reshape(columns.Shape[..^1]);
        }

        var batch = Dense.Broadcast(x.Shape[..^2], b.Shape[..^2]);
        var results = Dense.Indices(batch).Select(index => function(MatrixAt(x, index), MatrixAt(b, index))).ToArray();
        return new Dense([.. batch, x.Shape[^1], b.Shape[^1]], [.. results.SelectMany(static result => result.Cast<double>())]);
    }

    private static double[,] MatrixAt(Dense x, int[] index)
    {
        var matrix = new double[x.Shape[^2], x.Shape[^1]];
        for (var row = 0; row < x.Shape[^2]; row++)
        {
            for (var column = 0; column < x.Shape[^1]; column++)
            {
                matrix[row, column] = x.At([.. index, row, column]);
            }
        }

        return matrix;
    }
}
