using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Normalised sine cardinal, element by element.</summary>
        /// <remarks>
        /// Formula: y = sin(pi x) / (pi x), 1 at 0.  Derivative: g (cos(pi x) - y) / x, near 0 by its power series; smooth, 0 at 0.
        /// Shapes: any, same.  Keeps: x.  Edges: exactly 0 at the other integers; 0 with zero gradient at +-inf.  Accuracy: 2 ulp.
        /// Source: Abramowitz and Stegun 4.3.65.
        /// </remarks>
        public Tensor<T> Sinc() => Map(x, new SincKernel<T>(), static (g, x) => g * SincDerivative(x, 1));
    }

    /// <summary>The derivatives of Sinc, of any order, without the cancellation that a composition has near 0.</summary>
    /// <remarks>Formula: y = d^n/dx^n sin(pi x) / (pi x).  Derivative: g times the next order.  Shapes: any, same.  Keeps: x.  Edges: 0 at +-inf.</remarks>
    internal static Tensor<T> SincDerivative<T>(Tensor<T> x, int order)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(x, new SincDerivativeKernel<T>(order), static (x, _, kernel) => g => g * SincDerivative(x, kernel.Order + 1));
}

internal readonly record struct SincKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Special.Sinc(x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}

internal readonly record struct SincDerivativeKernel<T>(int Order) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Special.SincDerivative(Order, x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}
