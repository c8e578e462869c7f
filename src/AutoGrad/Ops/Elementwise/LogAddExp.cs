using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Logarithm of the sum of two exponentials, element by element: the sum of numbers given by their logarithms.</summary>
        /// <remarks>
        /// Formula: z = ln(e^x + e^y) = max(x, y) + ln(1 + e^-|x - y|).  Derivative: g e^(x - z) for x, g e^(y - z) for y.  Shapes: broadcast.  Keeps: x, y.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: two of -inf give -inf with zero gradient; two of inf give inf with half of g each.
        /// Accuracy: 2 ulp where the result does not cancel.  Source: Maechler, Accurately Computing log(1 - exp(-|a|)), 2012.
        /// </remarks>
        public Tensor<T> LogAddExp(Tensor<T> y) =>
            Zip(
                x,
                y,
                new LogAddExpKernel<T>(),
                static (x, y, _, _) => g => g * ExponentialShare(x, y),
                static (x, y, _, _) => g => g * ExponentialShare(y, x));
    }

    /// <summary>The share of e^x in e^x + e^y.</summary>
    /// <remarks>
    /// Formula: z = 1 / (1 + e^(y - x)), 0 where both are -inf, 1/2 where both are inf.  Derivative: with w the share of e^y, g z w for x and -g z w for y.
    /// Shapes: broadcast.  Keeps: x, y, z.  Accuracy: 3 ulp.
    /// </remarks>
    private static Tensor<T> ExponentialShare<T>(Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            x,
            y,
            new ExponentialShareKernel<T>(),
            static (x, y, z, _) => g => g * z * ExponentialShare(y, x),
            static (x, y, z, _) => g => -g * z * ExponentialShare(y, x));
}

internal readonly record struct LogAddExpKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : struct, ILanes<V, T> => Special.LogAddExp<V, T>(x, y);
}

internal readonly record struct ExponentialShareKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : struct, ILanes<V, T>
    {
        V equal = V.Select(V.Equal(x, V.Of(double.NegativeInfinity)), V.Of(0.0), V.Of(0.5));
        return V.Select(V.Equal(x, y), equal, Special.Sigmoid<V, T>(x - y));
    }
}
