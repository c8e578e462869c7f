using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The thin QR factorization of a matrix, or of every matrix in the last two axes: orthonormal columns times an upper triangle.</summary>
        /// <remarks>
        /// Formula: x = Q R with Qᵀ Q the identity and R upper triangular, its diagonal not negative; so both are unique where the first columns of x are independent.
        /// Derivative: (gQ + Q S) R⁻ᵀ, where S has the lower triangle of R gRᵀ - gQᵀ Q and its mirror image. A wide x is its first m columns, which are factored, and the rest, which Qᵀ maps to the rest of R.
        /// Shapes: [.., m, n] becomes [.., m, k] and [.., k, n] with k = min(m, n).  Keeps: Q, R.
        /// Errors: AG650 for a tensor without matrices, AG656 for a gradient where the first k columns depend on each other.
        /// Edges: columns that depend on others give zeros on the diagonal of R, and columns of Q that are orthonormal all the same; a NaN goes on into both.
        /// Accuracy: backward stable, and Q orthonormal to rounding error.
        /// Source: Walter and Lehmann, Algorithmic differentiation of linear algebra functions, 2010; Roberts and Roberts, QR and LQ decomposition matrix backpropagation algorithms, 2020.
        /// </remarks>
        public (Tensor<T> Q, Tensor<T> R) QR() => Factorize(x, "QR");
    }

    private static (Tensor<T> Q, Tensor<T> R) Factorize<T>(Tensor<T> x, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        Matrices.Check(op, x.Shape);
        var (m, n) = (x.Shape[^2], x.Shape[^1]);
        if (m < n)
        {
            var (q, left) = Factorize(x.Narrow(-1, 0, m), op);
            return (q, Concat([left, q.MatMul(x.Narrow(-1, m, n - m), transposeLeft: true)], -1));
        }

        var packed = Apply(
            x,
            Matrices.Sized(x.Shape, m + n, n),
            new QRKernel<T>(Matrices.Batch(x.Shape).ElementCount, m, n),
            OpKind.General,
            (_, y, kernel) => g =>
            {
                var (q, r) = (y.Narrow(-2, 0, kernel.Rows), y.Narrow(-2, kernel.Rows, kernel.Columns));
                var (gq, gr) = (g.Narrow(-2, 0, kernel.Rows), g.Narrow(-2, kernel.Rows, kernel.Columns).UpperTriangle());
                var inner = MirrorLower(r.MatMul(gr, transposeRight: true) - gq.MatMul(q, transposeLeft: true));
                return FullRank(r, op).TriangularSolve((gq + q.MatMul(inner)).Transpose(), upper: true).Transpose();
            },
            op);
        return (packed.Narrow(-2, 0, m), packed.Narrow(-2, m, n));
    }

    /// <summary>Upper triangles whose diagonals must not vanish beside their largest element.</summary>
    private static Tensor<T> FullRank<T>(Tensor<T> r, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(r, r.Shape, new FullRankKernel<T>(Matrices.Batch(r.Shape), r.Shape[^1], op), OpKind.ElementWise, static (_, _, _) => static g => g);
}

internal readonly record struct QRKernel<T>(int Count, int Rows, int Columns) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output) =>
        MatrixBatch.Run(new Item(Rows, Columns), x, Rows * Columns, output, (Rows + Columns) * Columns, Count, 4L * Rows * Columns * Columns);

    private readonly record struct Item(int Rows, int Columns) : IMatrixItem<T>
    {
        public int Invoke(ReadOnlySpan<T> x, Span<T> output)
        {
            HouseholderQr.Run(x, Rows, Columns, output);
            return -1;
        }
    }
}

internal readonly record struct FullRankKernel<T>(Shape Batch, int Size, string Op) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        x.CopyTo(output);
        for (var start = 0; start < x.Length; start += Size * Size)
        {
            var matrix = x.Slice(start, Size * Size);
            var largest = T.Zero;
            foreach (var element in matrix)
            {
                largest = T.Max(largest, T.Abs(element));
            }

            var least = largest * T.CreateTruncating(Size) * (T.BitIncrement(T.One) - T.One);
            for (var index = 0; index < Size; index++)
            {
                if (T.Abs(matrix[index * (Size + 1)]) <= least)
                {
                    throw Errors.RankDeficient(Op, Batch, new MatrixFailure(start / (Size * Size), index));
                }
            }
        }
    }
}
