using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Inverse hyperbolic sine, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln(x + sqrt(1 + x^2)).  Derivative: g / sqrt(1 + x^2), without overflow.  Shapes: any, same.  Keeps: x.
        /// Edges: +-inf with zero gradient at +-inf; zeros keep their sign.  Accuracy: 1 ulp (float), 3 ulp (double).  Source: Abramowitz and Stegun 4.6.20.
        /// </remarks>
        public Tensor<T> Asinh() => Map(x, new AsinhKernel<T>(), static (x, _, _) => g => g * ReciprocalHypotOne(x));
    }

    /// <summary>The slope of Asinh: r = 1 / sqrt(1 + x^2). The square never overflows, so the slope of large arguments is not lost.</summary>
    /// <remarks>Derivative: -g x r^3, where x r is at most 1 in magnitude.</remarks>
    internal static Tensor<T> ReciprocalHypotOne<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(x, new ReciprocalHypotOneKernel<T>(), static (x, r, _) => g => g * -(x * r * r.Square()));
}

internal readonly record struct AsinhKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Special.Asinh(x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}

internal readonly record struct ReciprocalHypotOneKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => T.One / Special.Hypot(T.One, x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}
