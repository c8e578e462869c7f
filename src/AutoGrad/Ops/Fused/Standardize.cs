using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>Rows shifted to mean 0 and scaled to variance 1: the heart of the layer norms.</summary>
    /// <remarks>
    /// Formula: y = (x - m) r, with m the row's mean, v its variance (correction 0), r = (v + epsilon)^(-1/2).  Derivative: StandardizeGradient(g, x).
    /// Shapes: any whose rows are <paramref name="columns"/> neighbours, same.  Keeps: x.  Edges: a constant row gives 0; with epsilon 0 NaN.
    /// Accuracy: two passes, so nothing cancels.
    /// </remarks>
    internal static Tensor<T> Standardize<T>(Tensor<T> x, int columns, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            x.Shape,
            new StandardizeKernel<T>(columns, epsilon),
            OpKind.General,
            static (x, _, kernel) => g => StandardizeGradient(g, x, kernel.Columns, kernel.Epsilon));

    /// <summary>A cotangent taken back through Standardize, in one pass.</summary>
    /// <remarks>
    /// Formula: z = r (g - mean(g) - y mean(g y)), with y the standardized x and means over the row.
    /// Derivative: for g the same of h, the Jacobian being symmetric. For x, with b = mean(g y): z depends on y through -r y b, which gives
    /// StandardizeGradient(-r (b h + mean(h y) g), x), and on r as a factor, which gives -r y mean(h z), since dr/dx = -r^2 y / n.
    /// Shapes: all the same.  Keeps: x for g; g, x, z for x.  Accuracy: two passes for mean and variance.
    /// Source: Ba, Kiros and Hinton, Layer normalization, 2016, for the first derivative.
    /// </remarks>
    internal static Tensor<T> StandardizeGradient<T>(Tensor<T> g, Tensor<T> x, int columns, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            g,
            x,
            x.Shape,
            new StandardizeGradientKernel<T>(columns, epsilon),
            OpKind.General,
            static (_, x, _, kernel) => h => StandardizeGradient(h, x, kernel.Columns, kernel.Epsilon),
            static (g, x, z, kernel) => h =>
            {
                var shape = Shape.Create(x.Length / Math.Max(kernel.Columns, 1), kernel.Columns);
                var (g2, x2, z2, h2) = (g.ReshapeTo(shape), x.ReshapeTo(shape), z.ReshapeTo(shape), h.ReshapeTo(shape));
                var y = Standardize(x2, kernel.Columns, kernel.Epsilon);
                var r = InverseDeviation(x2, kernel.Epsilon);
                var throughY = -r * ((h2 * (g2 * y).Mean([1], true)) + (g2 * (h2 * y).Mean([1], true)));
                return (StandardizeGradient(throughY, x2, kernel.Columns, kernel.Epsilon) - (r * y * (h2 * z2).Mean([1], true))).ReshapeTo(x.Shape);
            });

    /// <summary>The factor r of Standardize for each row of a matrix.</summary>
    /// <remarks>Formula: r = (v + epsilon)^(-1/2), v the row's variance.  Derivative: -g r^2 y / n, with y the standardized row.  Shapes: [rows, n] gives [rows, 1].  Keeps: x, r.</remarks>
    private static Tensor<T> InverseDeviation<T>(Tensor<T> x, T epsilon)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Apply(
            x,
            Shape.Create(x.Shape[0], 1),
            new InverseDeviationKernel<T>(x.Shape[1], epsilon),
            OpKind.General,
            static (x, r, kernel) => g => -(g * r.Square()) * Standardize(x, kernel.Columns, kernel.Epsilon) / T.CreateTruncating(kernel.Columns));
}

internal readonly record struct StandardizeKernel<T>(int Columns, T Epsilon) : ISpanKernel<T>, IRowKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    void ISpanKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output) => RowLoop.Run(this, x, Columns, output, Columns);

    void IRowKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output)
    {
        var (mean, inverse) = RowMoments<T>.Of(x, Epsilon);
        MapDriver.Run(new StandardScore<T>(mean, inverse), x, output);
    }
}

internal readonly record struct StandardScore<T>(T Mean, T Inverse) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Invoke(T x) => (x - Mean) * Inverse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Invoke(Vector512<T> x) => (x - Vector512.Create(Mean)) * Vector512.Create(Inverse);
}

internal readonly record struct StandardizeGradientKernel<T>(int Columns, T Epsilon) : ISpanKernel2<T>, IRowKernel2<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The first input is g, the second x.</summary>
    void ISpanKernel2<T>.Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output) => RowLoop.Run(this, x, y, Columns, output);

    void IRowKernel2<T>.Invoke(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> output)
    {
        var (mean, inverse) = RowMoments<T>.Of(y, Epsilon);
        var count = T.CreateTruncating(x.Length);
        MapDriver.Run(new StandardScore<T>(mean, inverse), y, output);
        var meanOfProduct = Fold.Run(new DotFold<T>(), x, output) / count;
        var meanOfCotangent = Fold.Run(new SumFold<T>(), x) / count;
        ZipDriver.Run(new Projection(meanOfCotangent, meanOfProduct, inverse), x, output, output);
    }

    /// <summary>What of the cotangent neither shifts nor stretches the row.</summary>
    private readonly record struct Projection(T Mean, T Product, T Inverse) : IZipKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke(T x, T y) => (x - Mean - (y * Product)) * Inverse;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
            (x - Vector512.Create(Mean) - (y * Vector512.Create(Product))) * Vector512.Create(Inverse);
    }
}

internal readonly record struct InverseDeviationKernel<T>(int Columns, T Epsilon) : ISpanKernel<T>, IRowKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    void ISpanKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output) => RowLoop.Run(this, x, Columns, output, 1);

    void IRowKernel<T>.Invoke(ReadOnlySpan<T> x, Span<T> output) => output[0] = RowMoments<T>.Of(x, Epsilon).Inverse;
}
