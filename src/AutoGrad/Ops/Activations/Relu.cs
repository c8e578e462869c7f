using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Rectified linear unit, element by element.</summary>
        /// <remarks>
        /// Formula: y = max(x, 0).  Derivative: g where x > 0, else 0.  Shapes: any, same.  Keeps: x.
        /// Edges: zero gradient at 0; NaN stays and has a NaN gradient.  Accuracy: exact.  Source: Nair and Hinton, ICML 2010.
        /// </remarks>
        public Tensor<T> Relu() => Map(x, new ReluKernel<T>(), static (g, x) => ReluGradient(g, x));
    }

    /// <summary>The derivative of Relu applied to a cotangent: g where x > 0, 0 where x is 0 or less, NaN where x is NaN.</summary>
    /// <remarks>Linear in g, constant in x. A selection, not a product: an infinite cotangent at a negative x gives 0.</remarks>
    internal static Tensor<T> ReluGradient<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(cotangent, x, new ReluGradientKernel<T>(), static (_, x, _, _) => h => ReluGradient(h, x), null);
}

internal readonly record struct ReluKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x <= T.Zero ? T.Zero : x;

    public Vector512<T> Invoke(Vector512<T> x) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, Vector512<T>.Zero), Vector512<T>.Zero, x);
}

internal readonly record struct ReluGradientKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x) => x > T.Zero ? cotangent : x <= T.Zero ? T.Zero : x;

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x)
    {
        Vector512<T> zero = Vector512<T>.Zero;
        Vector512<T> zeroOrNaN = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, zero), zero, x);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, zero), cotangent, zeroOrNaN);
    }
}
