namespace AutoGrad;

/// <summary>The one place where linear algebra words its errors: what was given, the rule, the way out.</summary>
internal static partial class Errors
{
    public static ShapeException NotMatrices(string op, Shape shape) =>
        new("AG650", op, $"the shape {shape} was given. A matrix, or a tensor with matrices in its last two axes, is needed: Unsqueeze makes a row or a column of a vector.");

    public static ShapeException NotSquare(string op, Shape shape) =>
        new("AG650", op, $"the shape {shape} was given. The last two sizes must be equal, since only square matrices have one. Look at LeastSquares, QR and Svd for others.");

    public static ShapeException RightSide(string op, Shape a, Shape b) =>
        new("AG651", op, $"a matrix of shape {a} and a right side of shape {b} do not fit. The right side must be a vector [n] or matrices [.., n, m] with as many rows n as the matrix has, and the batch sizes before them must be equal or 1. Unsqueeze a vector for each matrix of a batch to [.., n, 1].");

    public static MatrixException Singular(string op, Shape batch, MatrixFailure failure) =>
        new("AG652", op, FormattableString.Invariant($"{Which(batch, failure.Matrix)} is singular: pivot {failure.Pivot} is exactly 0. There is no solution for every right side; look at the rows that depend on each other, add a multiple of the identity, or use Svd."));

    public static MatrixException NotPositiveDefinite(string op, Shape batch, MatrixFailure failure) =>
        new("AG653", op, FormattableString.Invariant($"{Which(batch, failure.Matrix)} is not positive definite: pivot {failure.Pivot} is not above 0. Only such matrices have a Cholesky factor; add a multiple of the identity, or use SymmetricEigen."));

    public static MatrixException Repeated(string op, Shape batch, int matrix, int first, int second, double value) =>
        new("AG654", op, FormattableString.Invariant($"in {Which(batch, matrix)} the values {first} and {second} are both {value:G6}, and the cotangent turns their vectors within the plane that they share, where they have no derivative. Use what does not depend on the choice of vectors, such as the values or the whole plane, or part the values by a small change of the matrix."));

    public static MatrixException NoInverseValue(string op, Shape batch, int matrix, int first, double value) =>
        new("AG655", op, FormattableString.Invariant($"in {Which(batch, matrix)} the singular value {first} is {value:G6}, and the cotangent turns its vector where it has no derivative. Use what does not depend on that vector, or make the matrix of full rank."));

    public static MatrixException RankDeficient(string op, Shape batch, MatrixFailure failure) =>
        new("AG656", op, FormattableString.Invariant($"{Which(batch, failure.Matrix)} does not have full rank: the part of column {failure.Pivot} that the columns before it do not span is below the rounding errors. The solution or the gradient is not unique; leave columns out, or add a small multiple of the identity below the matrix."));

    public static MatrixException SecondDerivativeAtSingular(string op, Shape batch, int matrix) =>
        new("AG657", op, $"{Which(batch, matrix)} is singular. The gradient of the determinant is known there, but not its second derivative. Move the matrix by a small change.");

    private static string Which(Shape batch, int matrix)
    {
        if (batch.Rank == 0)
        {
            return "the matrix";
        }

        var index = new int[batch.Rank];
        for (var axis = batch.Rank - 1; axis >= 0; axis--)
        {
            (matrix, index[axis]) = Math.DivRem(matrix, batch[axis]);
        }

        return $"matrix [{string.Join(", ", index)}] of the batch";
    }
}
