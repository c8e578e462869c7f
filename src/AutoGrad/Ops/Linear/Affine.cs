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

            if (x.IsRow || weight.IsRow || bias.IsRow)
            {
                throw new NoBatchedFormException("Affine");
            }

            var arena = Arena<T>.Current;
            var output = Tensor<T>.Allocate(arena, "Affine", kernel.Output);
            Launch.Run(kernel, x, weight, bias, output);
            var recording = Recording<T>.Of(arena);
            if (IsTracked(recording, output, x, weight, bias, out var parents))
            {
                recording!.Record(output, OpKind.Linear, parents, new AffineRule<T>(kernel, x, weight, bias));
            }

            return output;
        }
    }
}

/// <summary>The rule of Affine, for input, weight and bias.</summary>
internal class AffineRule<T>(AffineKernel<T> kernel, Tensor<T> x, Tensor<T> weight, Tensor<T> bias) : JointRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected AffineKernel<T> Product => kernel;

    protected Tensor<T> X => x;

    protected Tensor<T> Weight => weight;

    protected Tensor<T> Bias => bias;

    /// <remarks>Recorded, the cotangents are made of ops that have every order; unrecorded, by one launch.</remarks>
    public override (Tensor<T>? X, Tensor<T>? Y, Tensor<T>? Z) Pull(Tensor<T> cotangent, bool isSpent, bool wantsX, bool wantsY, bool wantsZ) => Ops.IsRecording<T>()
        ? OfOps(cotangent, wantsX, wantsY, wantsZ)
        : Launched(new AffineGradientKernel<T>(kernel, wantsX, wantsY, wantsZ), [cotangent, x, weight], null, wantsX, wantsY, wantsZ);

    protected (Tensor<T>? X, Tensor<T>? Y, Tensor<T>? Z) OfOps(Tensor<T> cotangent, bool wantsX, bool wantsY, bool wantsZ) => (
        wantsX ? cotangent.MatMul(weight, false, !kernel.TransposeWeight) : null,
        wantsY ? kernel.Weight(cotangent, x) : null,
        wantsZ ? cotangent.SumTo(bias.Shape) : null);

    protected (Tensor<T>? X, Tensor<T>? Y, Tensor<T>? Z) Launched<TKernel>(TKernel gradient, ReadOnlySpan<Tensor<T>> operands, Tensor<T>? notes, bool wantsX, bool wantsY, bool wantsZ)
        where TKernel : struct, IJointKernel<T>
    {
        var arena = Arena<T>.Current;
        var toX = Recording<T>.AllocateCotangent(arena, "Affine", x.Shape, wantsX);
        var toWeight = Recording<T>.AllocateCotangent(arena, "Affine", weight.Shape, wantsY);
        var toBias = Recording<T>.AllocateCotangent(arena, "Affine", bias.Shape, wantsZ);
        Launch.RunJoint(gradient, operands, [toX, toWeight, toBias], notes);
        return (toX, toWeight, toBias);
    }

    public override Tensor<T> Push(Tensor<T>? tangentX, Tensor<T>? tangentY, Tensor<T>? tangentZ)
    {
        var sum = default(Tensor<T>);
        if (tangentX is not null)
        {
            sum = tangentX.MatMul(weight, false, kernel.TransposeWeight);
        }

        if (tangentY is not null)
        {
            sum = Plus(sum, x.MatMul(tangentY, false, kernel.TransposeWeight));
        }

        return tangentZ is null ? sum! : Plus(sum, tangentZ.BroadcastTo(kernel.Output));
    }

    private static Tensor<T> Plus(Tensor<T>? sum, Tensor<T> term) => sum is null ? term : sum + term;
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
        var output = Shape.Create([.. leading, outputs]);
        return new AffineKernel<T>(output, outputs > 0 ? output.ElementCount / outputs : Shape.Create(leading).ElementCount, inputs, outputs, transposeWeight);
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

/// <summary>The cotangents of X, W and b, as far as they are wanted, from g, X and W.</summary>
internal readonly record struct AffineGradientKernel<T>(AffineKernel<T> Forward, bool WantsX, bool WantsWeight, bool WantsBias) : IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(Operands<T> operands, Results<T> results) => Invoke(operands[0], operands[1], operands[2], results);

    public void Invoke(ReadOnlySpan<T> g, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, Results<T> results)
    {
        var (rows, inputs, outputs, transpose) = (Forward.Rows, Forward.Inputs, Forward.Outputs, Forward.TransposeWeight);
        if (WantsX)
        {
            Gemm.Multiply(g, false, weight, !transpose, results[0], rows, inputs, outputs);
        }

        if (WantsWeight && transpose)
        {
            Gemm.Multiply(g, true, x, false, results[1], outputs, inputs, rows);
        }
        else if (WantsWeight)
        {
            Gemm.Multiply(x, true, g, false, results[1], inputs, outputs, rows);
        }

        if (WantsBias)
        {
            FoldAxes.Run(default(SumFold<T>), g, [rows, outputs], [true, false], results[2]);
        }
    }
}
