using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The sign of the determinant and the logarithm of its magnitude, for a square matrix or every matrix in the last two axes: nothing overflows.</summary>
        /// <remarks>
        /// Formula: det x = sign e^y, by the pivots of P x = L U.  Derivative: g x⁻ᵀ by the same factors; the sign is a constant.
        /// Shapes: [.., n, n] becomes [..] and [..].  Keeps: x and its factors.  Errors: AG650 unless the matrices are square.
        /// Edges: a singular matrix gives the sign 0 and -inf, with a NaN gradient, exactly 0 where g is 0; an empty matrix gives 1 and 0.
        /// Accuracy: n ulp of the largest logarithm of a pivot.  Source: Giles, Collected matrix derivative results for forward and reverse mode, 2008.
        /// </remarks>
        public (Tensor<T> Sign, Tensor<T> Logarithm) LogDeterminant()
        {
            ArgumentNullException.ThrowIfNull(x);
            var size = Matrices.Square("LogDeterminant", x.Shape);
            if (x is BatchedTensor<T> row)
            {
                var all = row.Whole.LogDeterminant();
                return (row.With(all.Sign), row.With(all.Logarithm));
            }

            var batch = Matrices.Batch(x.Shape);
            var factors = Factors(x, "LogDeterminant", throws: false);
            var sign = Apply(
                x,
                factors,
                batch,
                new LogDeterminantKernel<T>(batch.ElementCount, size, Sign: true),
                OpKind.General,
                null,
                null,
                "LogDeterminant");
            var logarithm = Apply(
                x,
                factors,
                batch,
                new LogDeterminantKernel<T>(batch.ElementCount, size, Sign: false),
                OpKind.General,
                static (x, factors, _, _) => g => Absorb(g.Unsqueeze(-2, -1).BroadcastTo(x.Shape), InverseOf(x, factors).Transpose()),
                null,
                "LogDeterminant");
            return (sign, logarithm);
        }
    }
}

internal readonly record struct LogDeterminantKernel<T>(int Count, int Size, bool Sign) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => MatrixBatch.Run(new Item(Size, Sign), y, Size * (Size + 1), output, 1, Count, 8L * Size);

    private readonly record struct Item(int Size, bool Sign) : IMatrixItem<T>
    {
        public int Invoke(ReadOnlySpan<T> x, Span<T> output)
        {
            var result = Sign ? LuFactor.PermutationSign(x, Size) : T.Zero;
            for (var index = 0; index < Size; index++)
            {
                var pivot = x[index * (Size + 1)];
                result = !Sign ? result + T.Log(T.Abs(pivot)) : pivot == T.Zero ? T.Zero : T.IsNaN(pivot) ? pivot : T.CopySign(result, result * pivot);
                if (Sign && result == T.Zero)
                {
                    break;
                }
            }

            output[0] = result;
            return -1;
        }
    }
}
