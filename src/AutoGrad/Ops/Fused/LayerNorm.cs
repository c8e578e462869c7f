using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Layer normalization: each row, over the last axes, is shifted to mean 0 and variance 1, then scaled and shifted element by element.</summary>
        /// <remarks>
        /// Formula: w = y a + b, with y = (x - m) (v + epsilon)^(-1/2), m and v the mean and variance (correction 0) over the axes of the <paramref name="scale"/> a.
        /// Derivative: StandardizeGradient(g a, x) for x, the sum of g y over the rows for a, the sum of g for b.
        /// Shapes: x [.., s], scale and shift [s], where s is one or more axes.  Keeps: x, a.
        /// Errors: AG154 where scale and shift have not the shape of the last axes, AG156 for a negative epsilon.
        /// Edges: a constant row gives b; a NaN or an infinity in a row makes the row NaN.  Accuracy: two passes for the variance, so nothing cancels.
        /// Source: Ba, Kiros and Hinton, Layer normalization, 2016.
        /// </remarks>
        public Tensor<T> LayerNorm(Tensor<T> scale, Tensor<T> shift, double epsilon = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(scale);
            ArgumentNullException.ThrowIfNull(shift);
            if (scale.Rank == 0 || scale.Shape != shift.Shape || scale.Rank > x.Rank || !x.Shape.AsSpan()[^scale.Rank..].SequenceEqual(scale.Shape.AsSpan()))
            {
                throw Errors.Normalized("LayerNorm", x.Shape, scale.Shape, shift.Shape);
            }

            if (!(epsilon >= 0 && double.IsFinite(epsilon)))
            {
                throw Errors.Epsilon("LayerNorm", epsilon);
            }

            var small = T.CreateTruncating(epsilon);
            var output = Tensor<T>.Allocate("LayerNorm", x.Shape);
            Launch.Run(new LayerNormKernel<T>(scale.Length, small), x, scale, shift, output);
            return EnterJoint(output, OpKind.General, [x, scale, shift], (operands, _, needed) => LayerNormRule(operands[0], operands[1], needed, small));
        }
    }

    private static Func<Tensor<T>, Tensor<T>?[]> LayerNormRule<T>(Tensor<T> x, Tensor<T> scale, bool[] needed, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        g =>
        [
            needed[0] ? StandardizeGradient(g * scale, x, scale.Length, epsilon) : null,
            needed[1] ? (g * Standardize(x, scale.Length, epsilon)).SumTo(scale.Shape) : null,
            needed[2] ? g.SumTo(scale.Shape) : null,
        ];
}

internal readonly record struct LayerNormKernel<T>(int Columns, T Epsilon) : ISpanKernel3<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
    {
        for (var start = 0; start < output.Length; start += Columns)
        {
            var row = x.Slice(start, Columns);
            var (mean, inverse) = RowMoments<T>.Of(row, Epsilon);
            Zip3Driver.Run(new ScaledScore(mean, inverse), row, y, z, output.Slice(start, Columns));
        }
    }

    private readonly record struct ScaledScore(T Mean, T Inverse) : IZip3Kernel<T>
    {
        public T Invoke(T x, T y, T z) => ((x - Mean) * Inverse * y) + z;

        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) =>
            ((x - Vector512.Create(Mean)) * Vector512.Create(Inverse) * y) + z;
    }
}
