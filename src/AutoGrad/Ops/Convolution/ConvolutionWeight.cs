using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>A cotangent taken back through a convolution to its weight: what the input and the cotangent have in common at each displacement.</summary>
    /// <remarks>
    /// Formula: z[o, c, p, q] = the sum over n, k, l of g[n, o, k, l] times the x that output k, l of image n reads with element c, p, q of the window.
    /// Derivative: the transposed convolution of g with h for x, the convolution of x with h for g.  Shapes: x is the convolution's input, g its result, z its weight.  Keeps: g for x, x for g.
    /// Accuracy: the sum over one image as in MatMul; images are added in order, in parts that the shapes decide.
    /// </remarks>
    internal static Tensor<T> ConvolutionWeight<T>(Tensor<T> x, Tensor<T> g, ConvolutionMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            g,
            map.Weight,
            new ConvolutionWeightKernel<T>(map),
            OpKind.Linear,
            static (_, g, _, kernel) => h => ConvolutionInput(g, h, kernel.Map),
            static (x, _, _, kernel) => h => Convolution(x, h, kernel.Map, "Convolution"));
}

internal readonly record struct ConvolutionWeightKernel<T>(ConvolutionMap Map) : ISpanKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => Convolve.Weight(Map.Sizes, x, y, output);
}
