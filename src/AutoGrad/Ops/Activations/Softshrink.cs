using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The argument drawn towards 0 by a threshold, element by element.</summary>
        /// <remarks>
        /// Formula: y = x - t where x > t, x + t where x &lt; -t, else 0.  Derivative: g where |x| > t, else 0.  Shapes: any, same.  Keeps: x.
        /// Errors: AG143 for a threshold that is negative or NaN.  Edges: zero gradient at the threshold; NaN stays and has a NaN gradient.
        /// Accuracy: correctly rounded.  Source: Donoho and Johnstone, Biometrika 81, 1994 (soft thresholding).
        /// </remarks>
        /// <param name="threshold">The threshold t.</param>
        public Tensor<T> Softshrink(T threshold) =>
            threshold >= T.Zero
                ? Map(x, new SoftshrinkKernel<T>(threshold), static (x, _, kernel) => g => ShrinkGradient(g, x, kernel.Threshold))
                : throw Errors.ShrinkThreshold("Softshrink", threshold);

        /// <inheritdoc cref="Softshrink{T}(Tensor{T}, T)"/>
        public Tensor<T> Softshrink(double threshold = 0.5) => x.Softshrink(T.CreateTruncating(threshold));
    }
}

internal readonly record struct SoftshrinkKernel<T>(T Threshold) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.Abs(x) <= Threshold ? T.Zero : x < T.Zero ? x + Threshold : x - Threshold;

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> threshold = Vector512.Create(Threshold);
        Vector512<T> drawn = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), x + threshold, x - threshold);
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.Abs(x), threshold), Vector512<T>.Zero, drawn);
    }
}
