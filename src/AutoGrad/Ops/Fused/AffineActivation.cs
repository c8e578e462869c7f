using System.Numerics;

namespace AutoGrad;

/// <content>Affine and an activation as one node: what Sequential makes of a dense layer and the activation after it.</content>
public static partial class Ops
{
    /// <summary>x.Affine(weight, bias).Relu(), to the bit.</summary>
    internal static Tensor<T> AffineRelu<T>(Tensor<T> x, Tensor<T> weight, Tensor<T> bias)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AffineMap(x, weight, bias, default(AffineReluKernel<T>), static z => z.Relu(), static (g, y) => ReluGradient(g, y), "AffineRelu");

    /// <summary>x.Affine(weight, bias).Tanh(), to the bit.</summary>
    internal static Tensor<T> AffineTanh<T>(Tensor<T> x, Tensor<T> weight, Tensor<T> bias)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AffineMap(x, weight, bias, default(AffineSlopeKernel<T, TanhKernel<T>>), static z => z.Tanh(), static (g, z) => TanhGradient(g, z), "AffineTanh");

    /// <summary>x.Affine(weight, bias).Sigmoid(), to the bit.</summary>
    internal static Tensor<T> AffineSigmoid<T>(Tensor<T> x, Tensor<T> weight, Tensor<T> bias)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AffineMap(x, weight, bias, default(AffineSlopeKernel<T, SigmoidKernel<T>>), static z => z.Sigmoid(), static (g, z) => SigmoidGradient(g, z), "AffineSigmoid");

    /// <summary>An element-wise function of Affine's result, written over it.</summary>
    /// <remarks>
    /// Formula: y = f(z), z = x W + b.  Derivative: Affine's of g f'(z).  Shapes: as Affine.  Keeps: x, W and f'(z), or y.
    /// Where the sweep will probably be recorded, f and Affine are recorded one by one: it would have to compute z again.
    /// </remarks>
    /// <param name="x">The input.</param>
    /// <param name="weight">W.</param>
    /// <param name="bias">b.</param>
    /// <param name="kernel">f, and g f'(z).</param>
    /// <param name="map">f as an op.</param>
    /// <param name="slope">g f'(z) as an op, of z, or of y where the kernel has no notes.</param>
    /// <param name="op">The name.</param>
    private static Tensor<T> AffineMap<T, TActivation>(
        Tensor<T> x, Tensor<T> weight, Tensor<T> bias, TActivation kernel, Func<Tensor<T>, Tensor<T>> map, KeepingRule<T> slope, string op)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TActivation : struct, IActivationKernel<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        var arena = Arena<T>.Current;
        var recording = Recording<T>.Of(arena);
        if (x.IsRow || weight.IsRow || bias.IsRow || recording is { ExpectsGraph: true } || Inspector.IsAttached)
        {
            return map(x.Affine(weight, bias));
        }

        var product = AffineKernel<T>.Create(x.Shape, weight.Shape, bias.Shape, transposeWeight: false);
        var output = Tensor<T>.Allocate(arena, op, product.Output);
        var notes = kernel.HasNotes && recording is { IsRecording: true } ? Tensor<T>.Allocate(arena, op, product.Output) : null;
        Launch.RunJoint(new AffineMapKernel<T, TActivation>(product, kernel), [x, weight, bias], [output], notes);
        if (IsTracked(recording, output, x, weight, bias, out var parents))
        {
            recording!.Record(output, OpKind.General, parents, new AffineMapRule<T, TActivation>(product, kernel, x, weight, bias, slope, notes ?? output));
        }

        return output;
    }
}

/// <summary>max(z, 0), whose result says its slope.</summary>
internal readonly record struct AffineReluKernel<T> : IActivationKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public bool HasNotes => false;

    public void Map(Span<T> values, Span<T> notes) => MapDriver.Run(default(ReluKernel<T>), values, values);

    public void Gradient(ReadOnlySpan<T> g, ReadOnlySpan<T> kept, Span<T> output) => ZipDriver.Run(default(ReluGradientKernel<T>), g, kept, output);
}

/// <summary>A function that notes its slopes.</summary>
internal readonly record struct AffineSlopeKernel<T, TKernel> : IActivationKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TKernel : struct, ISlopeKernel<T>
{
    public bool HasNotes => true;

    public void Map(Span<T> values, Span<T> notes)
    {
        if (notes.IsEmpty)
        {
            MapDriver.Run(default(TKernel), values, values);
        }
        else
        {
            SlopeDriver.Run(default(TKernel), values, values, notes);
        }
    }

    public void Gradient(ReadOnlySpan<T> g, ReadOnlySpan<T> kept, Span<T> output) => ZipDriver.Run(default(MultiplyKernel<T>), g, kept, output);
}

/// <summary>The rule of a function of Affine's result, for input, weight and bias.</summary>
internal sealed class AffineMapRule<T, TActivation>(
    AffineKernel<T> product, TActivation kernel, Tensor<T> x, Tensor<T> weight, Tensor<T> bias, KeepingRule<T> slope, Tensor<T> kept) : AffineRule<T>(product, x, weight, bias)
    where T : unmanaged, IFloatingPointIeee754<T>
    where TActivation : struct, IActivationKernel<T>
{
    public override Tensor<T>? Notes => kernel.HasNotes ? kept : null;

    /// <remarks>In a recorded sweep z is computed anew: the slope depends on x, W and b.</remarks>
    public override (Tensor<T>? X, Tensor<T>? Y, Tensor<T>? Z) Pull(Tensor<T> cotangent, bool isSpent, bool wantsX, bool wantsY, bool wantsZ)
    {
        if (Ops.IsRecording<T>())
        {
            return OfOps(slope(cotangent, X.Affine(Weight, Bias)), wantsX, wantsY, wantsZ);
        }

        var inner = isSpent ? cotangent : Tensor<T>.Allocate("Affine", Product.Output);
        var gradient = new AffineMapGradientKernel<T, TActivation>(new AffineGradientKernel<T>(Product, wantsX, wantsY, wantsZ), kernel);
        return Launched(gradient, [cotangent, X, Weight, kept], inner, wantsX, wantsY, wantsZ);
    }

    public override Tensor<T> Push(Tensor<T>? tangentX, Tensor<T>? tangentY, Tensor<T>? tangentZ) => slope(base.Push(tangentX, tangentY, tangentZ), X.Affine(Weight, Bias));
}

/// <summary>Y = f(X W + b).</summary>
internal readonly record struct AffineMapKernel<T, TActivation>(AffineKernel<T> Product, TActivation Activation) : IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TActivation : struct, IActivationKernel<T>
{
    public void Invoke(Operands<T> operands, Results<T> results)
    {
        var y = results[0];
        Product.Invoke(operands[0], operands[1], operands[2], y);
        Activation.Map(y, results.Notes);
    }
}

/// <summary>The cotangents of X, W and b from g, X, W and what was kept; the notes are g f'(X W + b), which may take the place of g.</summary>
internal readonly record struct AffineMapGradientKernel<T, TActivation>(AffineGradientKernel<T> Product, TActivation Activation) : IJointKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TActivation : struct, IActivationKernel<T>
{
    public void Invoke(Operands<T> operands, Results<T> results)
    {
        var inner = results.Notes;
        Activation.Gradient(operands[0], operands[3], inner);
        Product.Invoke(inner, operands[1], operands[2], results);
    }
}
