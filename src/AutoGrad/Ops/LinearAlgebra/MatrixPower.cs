using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>An integer power of a square matrix, or of every matrix in the last two axes.</summary>
        /// <remarks>
        /// Formula: y = x x ⋯ x, by repeated squaring; for a negative exponent that of the inverse; the identity for 0.  Derivative: that of MatMul and Inverse, of which it is made; 0 for the exponent 0.
        /// Shapes: [.., n, n], same.  Keeps: the squares.  Errors: AG650 unless the matrices are square, AG652 for a negative power of a singular one.
        /// Accuracy: about as many roundings of products as the exponent has binary digits, twice.
        /// </remarks>
        /// <param name="exponent">The exponent.</param>
        public Tensor<T> MatrixPower(int exponent)
        {
            ArgumentNullException.ThrowIfNull(x);
            var size = Matrices.Square("MatrixPower", x.Shape);
            if (exponent == 0)
            {
                return Apply(x, x.Shape, new IdentityMatrixKernel<T>(size), OpKind.General, static (_, _, _) => static g => Tensor.Zeros<T>(g.Shape), "MatrixPower");
            }

            var square = exponent < 0 ? InverseOf(x, Factors(x, "MatrixPower", throws: true)) : x;
            Tensor<T>? power = null;
            for (var rest = Math.Abs((long)exponent); ; square = square.MatMul(square))
            {
                if ((rest & 1) == 1)
                {
                    power = power is null ? square : power.MatMul(square);
                }

                rest >>= 1;
                if (rest == 0)
                {
                    return power!;
                }
            }
        }
    }
}

/// <summary>Identity matrices, whatever the operand.</summary>
internal readonly record struct IdentityMatrixKernel<T>(int Size) : ISpanKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        output.Clear();
        for (var start = 0; start < output.Length; start += Size * Size)
        {
            for (var index = 0; index < Size; index++)
            {
                output[start + (index * (Size + 1))] = T.One;
            }
        }
    }
}
