using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>The derivatives of the bell curve e^(-c x^2), of any order, in one pass: what Erf, Erfc and Gelu have for slopes.</summary>
    /// <remarks>
    /// Formula: y = d^n/dx^n e^(-c x^2) = P_n(x) e^(-c x^2) with P_0 = 1, P_1 = -2 c x, P_(n+1) = -2 c (x P_n + n P_(n-1)).
    /// Derivative: g times the next order.  Shapes: any, same.  Keeps: x.  Edges: 0 at +-inf, in every order.
    /// Source: Abramowitz and Stegun 22.7.13 and 22.11.7 (Hermite polynomials).
    /// </remarks>
    internal static Tensor<T> GaussianDerivative<T>(Tensor<T> x, int order, double factor)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(
            x,
            new GaussianDerivativeKernel<T>(order, factor),
            static (x, _, kernel) => g => g * GaussianDerivative(x, kernel.Order + 1, kernel.Factor));
}

internal readonly record struct GaussianDerivativeKernel<T>(int Order, double Factor) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Where the exponential has vanished the polynomial must not be infinite.
    private static double Bound => typeof(T) == typeof(float) ? 15.0 : 39.0;

    public T Invoke(T x)
    {
        T scale = T.CreateTruncating(-2.0 * Factor);
        T argument = Saturate.Within(x, Bound);
        T previous = T.Zero;
        T current = T.One;
        for (int n = 0; n < Order; n++)
        {
            T next = scale * ((argument * current) + (T.CreateTruncating(n) * previous));
            previous = current;
            current = next;
        }

        return current * Special.Gaussian(x, Factor);
    }

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> scale = Vector512.Create(T.CreateTruncating(-2.0 * Factor));
        Vector512<T> argument = Saturate.Within(x, Bound);
        Vector512<T> previous = Vector512<T>.Zero;
        Vector512<T> current = Vector512<T>.One;
        for (int n = 0; n < Order; n++)
        {
            Vector512<T> next = scale * ((argument * current) + (Vector512.Create(T.CreateTruncating(n)) * previous));
            previous = current;
            current = next;
        }

        return current * Special.Gaussian(x, Factor);
    }
}
