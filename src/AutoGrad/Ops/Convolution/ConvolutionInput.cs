using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>A cotangent taken back through a convolution to its input: the transposed convolution.</summary>
    /// <remarks>
    /// Formula: z[n, c, i, j] = the sum of g[n, o, k, l] w[o, c, p, q] over all o, k, l, p, q for which output k, l reads i, j with element p, q of the window.
    /// Derivative: the convolution of h with w for g, the correlation of h with g for w.  Shapes: g is the convolution's result, z its input.  Keeps: w for g, g for w.
    /// Accuracy: the sum over o as in MatMul; the elements of the window are added in order.
    /// </remarks>
    internal static Tensor<T> ConvolutionInput<T>(Tensor<T> g, Tensor<T> weight, ConvolutionMap map)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            g,
            weight,
            map.X,
            new ConvolutionInputKernel<T>(map),
            OpKind.Linear,
            static (_, weight, _, kernel) => h => Convolution(h, weight, kernel.Map, "Convolution"),
            static (g, _, _, kernel) => h => ConvolutionWeight(h, g, kernel.Map));
}

internal readonly record struct ConvolutionInputKernel<T>(ConvolutionMap Map) : ISpanKernel2<T>, IProductKernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public long MultiplyAdds => Map.Sizes.MultiplyAdds;

    public void Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => Convolve.Input(Map.Sizes, x, y, output);
}
