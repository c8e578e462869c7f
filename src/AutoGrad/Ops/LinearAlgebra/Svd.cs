using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The thin singular value decomposition of a matrix, or of every matrix in the last two axes, values descending.</summary>
        /// <remarks>
        /// Formula: x = U diag(s) Vᵀ with orthonormal columns in U and V; each column of V has the sign that makes its largest element positive.
        /// Derivative: U (diag(gS) + E) Vᵀ + (1 - U Uᵀ) gU S⁻¹ Vᵀ + U S⁻¹ gVᵀ (1 - V Vᵀ), where with P = Uᵀ gU - gUᵀ U and Q = Vᵀ gV - gVᵀ V
        /// E_ij = ((P + Q)_ij / (s_j - s_i) + (P - Q)_ij / (s_j + s_i)) / 2 off the diagonal.
        /// Shapes: [.., m, n] becomes U [.., m, k], s [.., k] and V [.., n, k] with k = min(m, n).  Keeps: U, s, V.
        /// Errors: AG650 for a tensor without matrices; AG654 for a gradient that turns the vectors of equal values within the plane that they share, AG655 for one that turns a vector of the value 0.
        /// Edges: vectors that may be chosen freely contribute nothing where the cotangent does not depend on the choice, as for the values or for U Vᵀ; at the value 0, gs counts with the sign +;
        /// a matrix with a NaN or an infinity gives NaN throughout.
        /// Accuracy: s within n ulp of the largest, in float too, since the arithmetic is in double; small ones better where the columns differ in scale only.
        /// Source: Townsend, Differentiating the singular value decomposition, 2016.
        /// </remarks>
        public (Tensor<T> U, Tensor<T> S, Tensor<T> V) Svd()
        {
            ArgumentNullException.ThrowIfNull(x);
            Matrices.Check("Svd", x.Shape);
            var (m, n) = (x.Shape[^2], x.Shape[^1]);
            var count = Math.Min(m, n);
            var packed = Apply(
                x,
                Matrices.Sized(x.Shape, m + 1 + n, count),
                new SvdKernel<T>(Matrices.Batch(x.Shape).ElementCount, m, n),
                OpKind.General,
                static (_, y, kernel) => g => SvdGradient(g, y, kernel.Rows, kernel.Columns),
                "Svd");
            return (packed.Narrow(-2, 0, m), packed.Select(-2, m), packed.Narrow(-2, m + 1, n));
        }
    }

    private static Tensor<T> SvdGradient<T>(Tensor<T> g, Tensor<T> y, int m, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (u, s, v) = (y.Narrow(-2, 0, m), y.Select(-2, m), y.Narrow(-2, m + 1, n));
        var (gu, gv) = (g.Narrow(-2, 0, m), g.Narrow(-2, m + 1, n));
        var left = u.MatMul(gu, transposeLeft: true);
        var right = v.MatMul(gv, transposeLeft: true);
        var p = left - left.Transpose();
        var q = right - right.Transpose();
        var scale = left.Detach().Abs() + right.Detach().Abs();
        var pairs = GapRatio(p + q, s, scale, Gap.Difference, "Svd") + GapRatio(p - q, s, scale, Gap.Sum, "Svd");
        var inner = (pairs * 0.5) + g.Select(-2, m).DiagonalMatrix();
        var result = u.MatMul(inner).MatMul(v, transposeRight: true);
        if (m > n)
        {
            // What of gU lies outside the space that U spans; for a square U there is nothing.
            result += GapRatio(gu - u.MatMul(left), s, gu, Gap.Value, "Svd").MatMul(v, transposeRight: true);
        }
        else if (m < n)
        {
            result += u.MatMul(GapRatio(gv - v.MatMul(right), s, gv, Gap.Value, "Svd"), transposeRight: true);
        }

        return result;
    }
}

internal readonly record struct SvdKernel<T>(int Count, int Rows, int Columns) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var count = Math.Min(Rows, Columns);
        MatrixBatch.Run(new Item(Rows, Columns), x, Rows * Columns, output, (Rows + 1 + Columns) * count, Count, 30L * Rows * Columns * count);
    }

    private readonly record struct Item(int Rows, int Columns) : IMatrixItem<T>
    {
        public int Invoke(ReadOnlySpan<T> x, Span<T> output)
        {
            JacobiSvd.Run(x, Rows, Columns, output);
            return -1;
        }
    }
}
