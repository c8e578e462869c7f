using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Absolute value, element by element.</summary>
        /// <remarks>
        /// Formula: y = |x|.  Derivative: g sign x.  Shapes: any, same.  Keeps: x.  Edges: zero gradient at 0; NaN has a NaN gradient.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Abs() => Map(x, new AbsKernel<T>(), static (g, x) => AbsGradient(g, x));
    }

    /// <summary>The derivative of Abs applied to a cotangent: g sign x.</summary>
    /// <remarks>Linear in g, and constant in x wherever it is differentiable. A selection, not a product: an infinite cotangent at 0 gives 0.</remarks>
    internal static Tensor<T> AbsGradient<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(cotangent, x, new AbsGradientKernel<T>(), static (_, x, _, _) => h => AbsGradient(h, x), null);
}

internal readonly record struct AbsKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.Abs(x);

    public Vector512<T> Invoke(Vector512<T> x) => Vector512.Abs(x);
}

internal readonly record struct AbsGradientKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x) => x > T.Zero ? cotangent : x < T.Zero ? -cotangent : x == T.Zero ? T.Zero : x;

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x)
    {
        Vector512<T> zero = Vector512<T>.Zero;
        Vector512<T> zeroOrNaN = Vector512.ConditionalSelect(Vector512.Equals(x, zero), zero, x);
        Vector512<T> notPositive = Vector512.ConditionalSelect(Vector512.LessThan(x, zero), -cotangent, zeroOrNaN);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, zero), cotangent, notPositive);
    }
}
