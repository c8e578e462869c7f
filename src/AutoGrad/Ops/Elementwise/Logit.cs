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
        /// Formula: y = ln(x / (1 - x)); between 1/4 and 3/4 as 2 artanh(2 x - 1), whose argument is exact: in float by a fit, in double as ln(1 + (2 x - 1) / (1 - x)).
        /// Derivative: g / (x (1 - x)).  Shapes: any, same.  Keeps: x.
        /// Edges: -inf at 0, inf at 1, NaN outside; a zero cotangent gives a zero gradient, also there.  Accuracy: 2 ulp (float), 4 ulp (double).
        /// </remarks>
        public Tensor<T> Logit() => Map(x, new LogitKernel<T>(), static (g, x) => Absorb(g, LogitSlope(x)));
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
        return V.Select(isCentral, Centre(x + x - one, rest), Special.Log<V, T>(x / rest));
    }

    /// <summary>2 artanh t, t = 2 x - 1 up to 1/2 in magnitude; in float 2 t + t^3 P(t^2), P fitted to 2^-29.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Centre<V>(V t, V rest)
        where V : struct, ILanes<V, T>
    {
        if (typeof(T) == typeof(double))
        {
            return Special.Log1p<V, T>(t / rest);
        }

        V square = t * t;
        V p = V.MultiplyAdd(V.Of(0.35279932618141174), square, V.Of(0.1031789556145668));
        p = V.MultiplyAdd(p, square, V.Of(0.23633526265621185));
        p = V.MultiplyAdd(p, square, V.Of(0.2844749093055725));
        p = V.MultiplyAdd(p, square, V.Of(0.400049090385437));
        p = V.MultiplyAdd(p, square, V.Of(0.6666660308837891));
        return V.MultiplyAdd(square * t, p, t + t);
    }
}

internal readonly record struct LogitSlopeKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.One / (x * (T.One - x));

    public Vector512<T> Invoke(Vector512<T> x) => Vector512<T>.One / (x * (Vector512<T>.One - x));
}
