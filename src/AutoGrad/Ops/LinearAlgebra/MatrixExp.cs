using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The exponential of a square matrix, or of every matrix in the last two axes.</summary>
        /// <remarks>
        /// Formula: y = 1 + x + x² / 2! + x³ / 3! + ⋯, as r(x / 2ˢ) squared s times, with r the quotient of polynomials of degree 13 that meets the exponential in 26 terms.
        /// Derivative: that of MatMul and Solve, of which it is made; exact for this quotient, and s is a constant.
        /// Shapes: [.., n, n], same.  Keeps: six powers, two factors and the squares.  Errors: AG650 unless the matrices are square.
        /// Edges: a NaN or an infinity gives NaN; e^0 is the identity.
        /// Accuracy: a few ulp of the largest element for a norm up to 4; each squaring may double the error.
        /// Source: Higham, The scaling and squaring method for the matrix exponential revisited, 2005; Al-Mohy and Higham, Computing the Fréchet derivative of the matrix exponential, 2009.
        /// </remarks>
        public Tensor<T> MatrixExp()
        {
            ArgumentNullException.ThrowIfNull(x);
            var size = Matrices.Square("MatrixExp", x.Shape);
            if (x is BatchedTensor<T> row)
            {
                return row.With(row.Whole.MatrixExp());
            }

            if (x.Length == 0)
            {
                return Apply(x, x.Shape, new IdentityMatrixKernel<T>(size), OpKind.General, static (_, _, _) => static g => Tensor.Zeros<T>(g.Shape), "MatrixExp");
            }

            // The number of squarings of each matrix, and 2 to minus that: constants. A matrix that needs fewer than its neighbours keeps its value meanwhile, so its bits do not depend on them.
            var norms = x.Detach().Abs().Sum([-2], keepAxes: true).Max([-1], keepAxes: true);
            var counts = Apply(norms, norms.Shape, new SquaringsKernel<T>(), OpKind.General, static (_, _, _) => static g => Tensor.Zeros<T>(g.Shape), "MatrixExp");
            var scaled = x * (-counts).Exp2();
            var power = PadeOfExponential(scaled, size);
            var most = int.CreateTruncating(counts.Max().Item());
            for (var step = 0; step < most; step++)
            {
                power = Where(Greater(counts, step), power.MatMul(power), power);
            }

            return power;
        }
    }

    /// <summary>The quotient (V + U) / (V - U) of degree 13; even powers in V, odd ones in U, both divided by the first coefficient.</summary>
    private static Tensor<T> PadeOfExponential<T>(Tensor<T> x, int size)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // c_k = c_(k-1) (14 - k) / (k (27 - k)), the closed form of the coefficients.
        var c = new double[14];
        c[0] = 1;
        for (var k = 1; k < c.Length; k++)
        {
            c[k] = c[k - 1] * (14 - k) / (k * (27.0 - k));
        }

        var identity = Tensor.Eye<T>(size);
        var x2 = x.MatMul(x);
        var x4 = x2.MatMul(x2);
        var x6 = x4.MatMul(x2);
        var high = x6.MatMul((c[13] * x6) + (c[11] * x4) + (c[9] * x2));
        var u = x.MatMul(high + (c[7] * x6) + (c[5] * x4) + (c[3] * x2) + (c[1] * identity));
        var v = x6.MatMul((c[12] * x6) + (c[10] * x4) + (c[8] * x2)) + (c[6] * x6) + (c[4] * x4) + (c[2] * x2) + identity;
        var denominator = v - u;
        return SolveFactored(denominator, v + u, Factors(denominator, "MatrixExp", throws: true), new LuSolveKernel<T>(SystemSizes.Of("MatrixExp", x.Shape, x.Shape), false));
    }
}

/// <summary>How often to halve a matrix of a norm until the quotient and its derivatives are exact to rounding errors; 0 for what is not finite.</summary>
internal readonly record struct SquaringsKernel<T> : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Al-Mohy and Higham's bound for the first derivative is 4.74 at double; a little less leaves room for the second.
    private const double Bound = 4;

    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        for (var index = 0; index < x.Length; index++)
        {
            var norm = double.CreateTruncating(x[index]);
            output[index] = norm > Bound && double.IsFinite(norm) ? T.CreateTruncating(Math.Ceiling(Math.Log2(norm / Bound))) : T.Zero;
        }
    }
}
