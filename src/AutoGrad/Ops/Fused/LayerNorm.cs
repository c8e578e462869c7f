using System.Numerics;

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
        /// Shapes: x [.., s], scale and shift [s], where s is one or more axes.  Keeps: x, a, mean and deviation of each row.
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
            var columns = scale.Length;
            var output = Tensor<T>.Allocate("LayerNorm", x.Shape);
            var notes = Tensor<T>.Allocate("LayerNorm", Shape.Create(columns == 0 ? 0 : x.Length / columns, LayerNormRows<T>.Notes));
            Launch.RunJoint(new LayerNormKernel<T>(columns, small), [x, scale, shift], [output], notes);
            return EnterJoint(output, OpKind.General, [x, scale, shift], (operands, _, needed) => LayerNormRule(operands[0], operands[1], notes, needed, small));
        }
    }

    private static Func<Tensor<T>, Tensor<T>?[]> LayerNormRule<T>(Tensor<T> x, Tensor<T> scale, Tensor<T> notes, bool[] needed, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        g =>
        {
            // Recorded, the cotangents are made of ops that have every order; unrecorded, all at once, in one reading of g and x.
            if (!IsRecording<T>())
            {
                Tensor<T>?[] results = [Allocate(0, x.Shape), Allocate(1, scale.Shape), Allocate(2, scale.Shape)];
                Launch.RunJoint(new LayerNormGradientKernel<T>(scale.Length), [g, x, scale, notes], results);
                return results;
            }

            return
            [
                needed[0] ? StandardizeGradient(g * scale, x, scale.Length, epsilon) : null,
                needed[1] ? (g * Standardize(x, scale.Length, epsilon)).SumTo(scale.Shape) : null,
                needed[2] ? g.SumTo(scale.Shape) : null,
            ];

            Tensor<T>? Allocate(int index, Shape shape) => needed[index] ? Tensor<T>.Allocate("LayerNorm", shape) : null;
        };
}

/// <summary>The operands are x, scale and shift; the notes are for the gradient.</summary>
internal readonly record struct LayerNormKernel<T>(int Columns, T Epsilon) : IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Operands<T> operands, Results<T> results) =>
        new LayerNormRows<T>(Columns, Epsilon).Forward(operands[0], operands[1], operands[2], results[0], results.Notes);
}

/// <summary>The operands are g, x, scale and the notes, the results the cotangents of x, scale and shift.</summary>
internal readonly record struct LayerNormGradientKernel<T>(int Columns) : IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Operands<T> operands, Results<T> results) =>
        new LayerNormRows<T>(Columns, T.Zero).Backward(operands[0], operands[1], operands[2], operands[3], results[0], results[1], results[2]);
}
