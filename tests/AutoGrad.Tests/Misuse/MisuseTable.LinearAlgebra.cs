using static AutoGrad.Misuse.MisuseCase;

namespace AutoGrad.Misuse;

/// <content>Matrices that are not square, that do not fit, or that have no such factorization.</content>
internal static partial class MisuseTable
{
    private static readonly Tensor<double> singular = Tensor.Create(new double[,] { { 1, 2 }, { 2, 4 } });

    private static MisuseCase[] Algebra =>
    [
        Refuses<ShapeException>("Cholesky", "a vector", () => vector.Cholesky()),
        Refuses<ShapeException>("Cholesky", "a matrix that is not square", () => matrix.Cholesky()),
        Refuses<MatrixException>("Cholesky", "a matrix that is not positive definite", () => (-Tensor.Eye<double>(2)).Cholesky()),
        Refuses<ShapeException>("Solve", "a right side with too few rows", () => square.Solve(matrix)),
        Refuses<ShapeException>("Solve", "batches that do not broadcast", () => Tensor.Ones<double>(2, 3, 3).Solve(Tensor.Ones<double>(4, 3, 1))),
        Refuses<MatrixException>("Solve", "a singular matrix", () => singular.Solve(square)),
        Refuses<ShapeException>("TriangularSolve", "a vector for a matrix of another size", () => square.TriangularSolve(vector)),
        Refuses<MatrixException>("TriangularSolve", "a zero on the diagonal", () => square.TriangularSolve(square)),
        Refuses<ShapeException>("Inverse", "a matrix that is not square", () => matrix.Inverse()),
        Refuses<MatrixException>("Inverse", "a singular matrix of a batch", () => Ops.Stack([Tensor.Eye<double>(2), singular]).Inverse()),
        Refuses<ShapeException>("Determinant", "a number", () => number.Determinant()),
        Refuses<MatrixException>("Determinant", "a second derivative at a singular matrix", () => Differentiate.Hessian<double>(static x => x.Determinant())(singular)),
        Refuses<ShapeException>("LogDeterminant", "a matrix that is not square", () => matrix.LogDeterminant()),
        Refuses<ShapeException>("QR", "a vector", () => vector.QR()),
        Refuses<MatrixException>("QR", "a gradient where columns depend on each other", () => Differentiate.Gradient<double>(static x => x.QR().Q.Sum())(singular)),
        Refuses<ShapeException>("SymmetricEigen", "a matrix that is not square", () => matrix.SymmetricEigen()),
        Refuses<MatrixException>("SymmetricEigen", "a gradient that turns vectors of equal eigenvalues", () => Differentiate.Gradient<double>(static x => x.SymmetricEigen().Vectors[0..1, 1..2].Sum())(Tensor.Eye<double>(2))),
        Refuses<ShapeException>("Svd", "a vector", () => vector.Svd()),
        Refuses<MatrixException>("Svd", "a gradient that turns vectors of the singular value zero", () => Differentiate.Gradient<double>(static x => x.Svd().U.Sum())(Tensor.Zeros<double>(3, 1))),
        Refuses<ShapeException>("LeastSquares", "a right side with too few rows", () => matrix.LeastSquares(vector)),
        Refuses<MatrixException>("LeastSquares", "columns that depend on each other", () => singular.LeastSquares(Tensor.Ones<double>(2))),
        Refuses<ShapeException>("MatrixPower", "a matrix that is not square", () => matrix.MatrixPower(2)),
        Refuses<MatrixException>("MatrixPower", "a negative power of a singular matrix", () => singular.MatrixPower(-1)),
        Refuses<ShapeException>("MatrixExp", "a vector", () => vector.MatrixExp()),
    ];
}
