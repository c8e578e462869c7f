using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The inverse of Sigmoid, element by element: the logarithm of the odds.</summary>
        /// <remarks>
        /// Formula: y = ln(x / (1 - x)); between 1/4 and 3/4 as ln(1 + (2 x - 1) / (1 - x)), whose argument is exact next to the zero at 1/2.
        /// Derivative: g / (x (1 - x)).  Shapes: any, same.  Keeps: x.
        /// Edges: -inf at 0, inf at 1, NaN outside; a zero cotangent gives a zero gradient, also there.  Accuracy: 4 ulp (float), 6 ulp (double).
        /// </remarks>
        public Tensor<T> Logit() => Map(x, new LogitKernel<T>(), static (x, _, _) => g => Absorb(g, LogitSlope(x)));
    }

    /// <summary>The slope of Logit: an op, so that its own slope has the right sign where both are infinite.</summary>
    /// <remarks>Formula: s = 1 / (x (1 - x)).  Derivative: g (2 x - 1) s^2.  Shapes: any, same.  Keeps: x, s.</remarks>
    private static Tensor<T> LogitSlope<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(x, new LogitSlopeKernel<T>(), static (x, s, _) => g => Absorb(g, ((2 * x) - 1) * s.Square()));
}

internal readonly record struct LogitKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T>
    {
        V one = V.Of(1.0);
        V rest = one - x;
        V isCentral = V.Less(Special.Abs<V, T>(x - V.Of(0.5)), V.Of(0.25));
        return V.Select(isCentral, Special.Log1p<V, T>((x + x - one) / rest), Special.Log<V, T>(x / rest));
    }
}

internal readonly record struct LogitSlopeKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.One / (x * (T.One - x));

    public Vector512<T> Invoke(Vector512<T> x) => Vector512<T>.One / (x * (Vector512<T>.One - x));
}
