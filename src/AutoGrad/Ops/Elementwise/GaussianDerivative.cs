using System.Numerics;
using System.Runtime.CompilerServices;

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

internal readonly record struct GaussianDerivativeKernel<T>(int Order, double Factor) : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Where the exponential has vanished the polynomial must not be infinite.
    private static double Bound => typeof(T) == typeof(float) ? 15.0 : 39.0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T>
    {
        V scale = V.Of(-2.0 * Factor);
        V argument = Saturate.Within<V, T>(x, Bound);
        V previous = V.Of(0.0);
        V current = V.Of(1.0);
        for (int n = 0; n < Order; n++)
        {
            V next = scale * ((argument * current) + (V.Of(n) * previous));
            previous = current;
            current = next;
        }

        return current * Special.Gaussian<V, T>(x, Factor);
    }
}
