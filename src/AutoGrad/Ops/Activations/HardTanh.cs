using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The argument bounded on both sides, element by element: by default between -1 and 1.</summary>
        /// <remarks>
        /// Formula: y = min(max(x, minimum), maximum).  Derivative: g where minimum &lt; x &lt; maximum, else 0.  Shapes: any, same.  Keeps: x.
        /// Errors: AG144 where the minimum is above the maximum or a bound is NaN.
        /// Edges: zero gradient at the bounds, as befits an activation that saturates there; NaN stays and has a NaN gradient.  Accuracy: exact.
        /// Source: Collobert, Large Scale Machine Learning, 2004.
        /// </remarks>
        /// <param name="minimum">The lower bound.</param>
        /// <param name="maximum">The upper bound.</param>
        public Tensor<T> HardTanh(T minimum, T maximum) =>
            minimum <= maximum
                ? Map(x, new HardTanhKernel<T>(minimum, maximum), static (x, _, kernel) => g => BandGradient(g, x, kernel.Minimum, kernel.Maximum, T.One))
                : throw Errors.Bounds("HardTanh", minimum, maximum);

        /// <inheritdoc cref="HardTanh{T}(Tensor{T}, T, T)"/>
        public Tensor<T> HardTanh(double minimum = -1.0, double maximum = 1.0) => x.HardTanh(T.CreateTruncating(minimum), T.CreateTruncating(maximum));
    }
}

internal readonly record struct HardTanhKernel<T>(T Minimum, T Maximum) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x < Minimum ? Minimum : x > Maximum ? Maximum : x;

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> lower = Vector512.Create(Minimum);
        Vector512<T> upper = Vector512.Create(Maximum);
        Vector512<T> bounded = Vector512.ConditionalSelect(Vector512.GreaterThan(x, upper), upper, x);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, lower), lower, bounded);
    }
}
