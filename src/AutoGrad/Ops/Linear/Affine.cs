using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Linear map of the last axis plus a bias, in one pass: the product of a dense layer.</summary>
        /// <remarks>
        /// Formula: y = x W + b.  Derivative: g Wᵀ for x, xᵀ g for W and the sum of g for b, both summed over all leading axes.
        /// Shapes: x is [.., in], W [in, out], or [out, in] with <paramref name="transposeWeight"/> (no copy is made), b [out]; y is [.., out].
        /// Keeps: W for x, x for W.  Errors: AG173 where the shapes do not fit.  Edges: with in = 0, y is b.
        /// Accuracy: the bits of MatMul followed by an addition.
        /// </remarks>
        public Tensor<T> Affine(Tensor<T> weight, Tensor<T> bias, bool transposeWeight = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(weight);
            ArgumentNullException.ThrowIfNull(bias);
            var kernel = AffineKernel<T>.Create(x.Shape, weight.Shape, bias.Shape, transposeWeight);
            if (x is BatchedTensor<T> row && BatchedTensor<T>.Of(x, weight, bias) == row.Batch && !weight.IsRow && !bias.IsRow)
            {
                // The leading axes are rows as they are.
                return row.With(row.Whole.Affine(weight, bias, transposeWeight));
            }

            return Apply(
                x,
                weight,
                bias,
                kernel.Output,
                kernel,
                OpKind.Linear,
                static (_, weight, _, _, kernel) => new AffineInputRule<T>(kernel, weight).Pull,
                static (x, _, _, _, kernel) => new AffineWeightRule<T>(kernel, x).Pull,
                static (_, _, bias, output, _) => new BroadcastRule<T>(bias.Shape, output.Shape).Pull,
                "Affine");
        }
    }
}

/// <summary>The rule of Affine for the input.</summary>
internal sealed class AffineInputRule<T>(AffineKernel<T> kernel, Tensor<T> weight) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent) => cotangent.MatMul(weight, false, !kernel.TransposeWeight);

    public Tensor<T> Push(Tensor<T> tangent) => tangent.MatMul(weight, false, kernel.TransposeWeight);
}

/// <summary>The rule of Affine for the weight.</summary>
internal sealed class AffineWeightRule<T>(AffineKernel<T> kernel, Tensor<T> x) : IForwardRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Tensor<T> Pull(Tensor<T> cotangent) => kernel.Weight(cotangent, x);

    public Tensor<T> Push(Tensor<T> tangent) => x.MatMul(tangent, false, kernel.TransposeWeight);
}

/// <summary>Y = X op(W) + b, the leading axes of X counted as rows.</summary>
internal readonly record struct AffineKernel<T>(Shape Output, int Rows, int Inputs, int Outputs, bool TransposeWeight) : ISpanKernel3<T>, IProductKernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public long MultiplyAdds => (long)Rows * Inputs * Outputs;

    public static AffineKernel<T> Create(Shape x, Shape weight, Shape bias, bool transposeWeight)
    {
        var inputs = weight.Rank == 2 ? weight[transposeWeight ? 1 : 0] : -1;
        var outputs = weight.Rank == 2 ? weight[transposeWeight ? 0 : 1] : -1;
        if (x.Rank == 0 || weight.Rank != 2 || bias.Rank != 1 || x[^1] != inputs || bias[0] != outputs)
        {
            throw Errors.Affine(x, weight, bias, transposeWeight);
        }

        var leading = x.AsSpan()[..^1];
        return new AffineKernel<T>(Shape.Create([.. leading, outputs]), Shape.Create(leading).ElementCount, inputs, outputs, transposeWeight);
    }

    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output) =>
        Gemm.Multiply(x, false, y, TransposeWeight, output, Rows, Outputs, Inputs, z);

    /// <summary>The cotangent of W: Xᵀ g, or its transpose, gᵀ X.</summary>
    public Tensor<T> Weight(Tensor<T> g, Tensor<T> x)
    {
        g = g.Rank == 2 ? g : g.ReshapeTo(Shape.Create(Rows, Outputs));
        x = x.Rank == 2 ? x : x.ReshapeTo(Shape.Create(Rows, Inputs));
        return TransposeWeight ? g.MatMul(x, true) : x.MatMul(g, true);
    }
}
