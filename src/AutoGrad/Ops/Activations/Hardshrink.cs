using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The argument where its magnitude exceeds a threshold, else 0, element by element.</summary>
        /// <remarks>
        /// Formula: y = x where |x| > t, else 0.  Derivative: g where |x| > t, else 0.  Shapes: any, same.  Keeps: x.
        /// Errors: AG143 for a threshold that is negative or NaN.  Edges: zero gradient at the threshold; NaN stays and has a NaN gradient.  Accuracy: exact.
        /// Source: Donoho and Johnstone, Biometrika 81, 1994 (hard thresholding).
        /// </remarks>
        /// <param name="threshold">The threshold t.</param>
        public Tensor<T> Hardshrink(T threshold) =>
            threshold >= T.Zero
                ? Map(x, new HardshrinkKernel<T>(threshold), static (x, _, kernel) => g => ShrinkGradient(g, x, kernel.Threshold))
                : throw Errors.ShrinkThreshold("Hardshrink", threshold);

        /// <inheritdoc cref="Hardshrink{T}(Tensor{T}, T)"/>
        public Tensor<T> Hardshrink(double threshold = 0.5) => x.Hardshrink(T.CreateTruncating(threshold));
    }

    /// <summary>The derivative of Hardshrink and Softshrink applied to a cotangent: g where |x| > t, 0 where it is not, NaN where x is NaN.</summary>
    /// <remarks>Linear in g, constant in x.</remarks>
    internal static Tensor<T> ShrinkGradient<T>(Tensor<T> cotangent, Tensor<T> x, T threshold)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(cotangent, x, new ShrinkGradientKernel<T>(threshold), static (_, x, _, kernel) => h => ShrinkGradient(h, x, kernel.Threshold), null);
}

internal readonly record struct HardshrinkKernel<T>(T Threshold) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.Abs(x) <= Threshold ? T.Zero : x;

    public Vector512<T> Invoke(Vector512<T> x) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.Abs(x), Vector512.Create(Threshold)), Vector512<T>.Zero, x);
}

internal readonly record struct ShrinkGradientKernel<T>(T Threshold) : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x)
    {
        T magnitude = T.Abs(x);
        return magnitude > Threshold ? cotangent : magnitude <= Threshold ? T.Zero : x;
    }

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x)
    {
        Vector512<T> magnitude = Vector512.Abs(x);
        Vector512<T> threshold = Vector512.Create(Threshold);
        Vector512<T> zeroOrNaN = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(magnitude, threshold), Vector512<T>.Zero, x);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, threshold), cotangent, zeroOrNaN);
    }
}
