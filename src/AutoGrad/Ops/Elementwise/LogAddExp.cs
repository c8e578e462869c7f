using System.Numerics;
using System.Runtime.Intrinsics;

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

internal readonly record struct LogAddExpKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => Special.LogAddExp(x, y);

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Special.LogAddExp(x, y);
}

internal readonly record struct ExponentialShareKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) =>
        x != y ? Special.Sigmoid(x - y) : x == T.NegativeInfinity ? T.Zero : T.CreateTruncating(0.5);

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y)
    {
        var half = Vector512.Create(T.CreateTruncating(0.5));
        var equal = Vector512.AndNot(half, Vector512.Equals(x, Vector512.Create(T.NegativeInfinity)));
        return Vector512.ConditionalSelect(Vector512.Equals(x, y), equal, Special.Sigmoid(x - y));
    }
}
