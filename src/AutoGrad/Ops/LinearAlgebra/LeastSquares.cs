using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The solution of linear equations in the least squares sense: of too many equations the best, of too few the shortest.</summary>
        /// <remarks>
        /// Formula: z minimizes |x z - b|, by x = Q R: z = R⁻¹ Qᵀ b; for a wide x, of all exact solutions the one with the smallest norm, by xᵀ = Q R: z = Q R⁻ᵀ b.
        /// Derivative: that of QR, TriangularSolve and MatMul, of which it is made.
        /// Shapes: x [.., m, n], b [m] or [.., m, k], batch axes broadcast; z [n] or [.., n, k].  Keeps: Q, R and the solution.
        /// Errors: AG650 for a tensor without matrices, AG651 where the shapes do not fit, AG656 where x does not have full rank, naming matrix and column.
        /// Edges: without columns z is empty.  Accuracy: backward stable; the error grows with the condition of x, and with its square times the residual.
        /// Source: Golub and Van Loan, Matrix Computations, 4th edition, 2013, sections 5.3 and 5.6.
        /// </remarks>
        /// <param name="b">The right sides.</param>
        public Tensor<T> LeastSquares(Tensor<T> b)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(b);
            Matrices.Check("LeastSquares", x.Shape);
            var (m, n) = (x.Shape[^2], x.Shape[^1]);
            if (b.Rank == 1 && b.Length == m)
            {
                var column = x.LeastSquares(b.ReshapeTo(Shape.Create(m, 1)));
                return column.ReshapeTo(Shape.Create(column.Shape.AsSpan()[..^1]));
            }

            if (b.Rank < 2 || b.Shape[^2] != m)
            {
                throw Errors.RightSide("LeastSquares", x.Shape, b.Shape);
            }

            SystemSizes.Of("LeastSquares", Matrices.Sized(x.Shape, m, m), b.Shape);
            if (m < n)
            {
                var (q, r) = Factorize(x.Transpose(), "LeastSquares");
                return q.MatMul(FullRank(r, "LeastSquares").TriangularSolve(b, upper: true, transpose: true));
            }
            else
            {
                var (q, r) = Factorize(x, "LeastSquares");
                return FullRank(r, "LeastSquares").TriangularSolve(q.MatMul(b, transposeLeft: true), upper: true);
            }
        }
    }
}
