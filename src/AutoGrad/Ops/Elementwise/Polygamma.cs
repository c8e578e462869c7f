using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Polygamma function, element by element: the n-th derivative of Digamma.</summary>
        /// <remarks>
        /// Formula: y = d^(n+1)/dx^(n+1) ln gamma(x).  Derivative: g times the next order.  Shapes: any, same.  Keeps: x.
        /// Errors: AG140 for an order below 0 or above 170.
        /// Edges: at the poles 0, -1, -2 ... inf for odd n, NaN for even n except at 0; 0 at inf; a zero cotangent gives a zero gradient, also there.
        /// Accuracy: 4 ulp for small orders; absolute next to the zeros at negative x.  Source: Abramowitz and Stegun 6.4.7, 6.4.10.
        /// </remarks>
        /// <param name="order">The number of derivatives; 1 is the trigamma function.</param>
        public Tensor<T> Polygamma(int order) =>
            order is >= 0 and <= 170
                ? Map(x, new PolygammaKernel<T>(order), static (x, _, kernel) => g => Absorb(g, x.Polygamma(kernel.Order + 1)))
                : throw Errors.PolygammaOrder(order);
    }
}

internal readonly record struct PolygammaKernel<T>(int Order) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Special.Polygamma(Order, x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}
