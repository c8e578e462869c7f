using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Inverse tangent, between -pi/2 and pi/2.</summary>
    /// <remarks>
    /// Formula: x + x^3 P(x^2) for |x| up to 1, pi/2 less that of 1 / |x| beyond; then the sign of x. Edges: zeros keep their sign; ±inf gives ±pi/2.
    /// Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.3, for the reduction; the fit is own.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Atan<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Abs<V, T>(x);
        V isSteep = V.Less(V.Of(1.0), magnitude);
        V t = V.Select(isSteep, V.Of(-1.0), magnitude) / V.Select(isSteep, magnitude, V.Of(1.0));
        return WithSignOf<V, T>(AtanFrom<V, T>(isSteep & V.Of(HalfPi), isSteep & V.Of(HalfPiRest<T>()), t), x);
    }

    /// <summary>The angle of the point (x, y), between -pi and pi.</summary>
    /// <remarks>
    /// Formula: the inverse tangent of the smaller coordinate over the larger, from the next half axis on.
    /// Edges, as IEEE 754-2019, 9.2.1: the signs of zeros choose the side of the cut; equal infinities count as a diagonal. Source: as for Atan.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Atan2<V, T>(V y, V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V ordinate = Abs<V, T>(y);
        V abscissa = Abs<V, T>(x);
        V isSteep = V.Less(abscissa, ordinate);
        V quotient = V.Select(isSteep, -abscissa, ordinate) / V.Select(isSteep, ordinate, abscissa);

        // 0/0 is the angle 0, inf/inf the diagonal.
        V diagonal = V.Select(V.Equal(ordinate, V.Of(0.0)), V.Of(0.0), V.Of(1.0));
        V t = V.Select(V.Equal(ordinate, abscissa), diagonal, quotient);

        // To the left the angle is counted from the other end: pi less it, or again pi/2 and the opposite.
        V side = x & V.Of(-0.0);
        V isLeft = V.Less(side | V.Of(1.0), V.Of(0.0));
        V from = V.Select(isSteep, V.Of(HalfPi), isLeft & V.Of(2.0 * HalfPi));
        V rest = V.Select(isSteep, V.Of(HalfPiRest<T>()), isLeft & V.Of(2.0 * HalfPiRest<T>()));
        return WithSignOf<V, T>(AtanFrom<V, T>(from, rest, t ^ side), y);
    }

    private const double HalfPi = 1.5707963267948966;

    /// <summary>What pi/2 rounded to T leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double HalfPiRest<T>() => typeof(T) == typeof(float) ? -4.371139000186241e-08 : 6.123233995736766e-17;

    /// <summary>from + rest + arctan t for |t| up to 1; fitted to 2^-55 (float: 2^-27).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AtanFrom<V, T>(V from, V rest, V t)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V z = t * t;
        V square = z * z;
        V p;
        if (typeof(T) == typeof(float))
        {
            p = V.MultiplyAdd(V.Of(-0.001793623436242342), square, V.MultiplyAdd(V.Of(0.010914606973528862), z, V.Of(-0.03117784671485424)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.05795761197805405), z, V.Of(-0.0840344950556755)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.10952184349298477), z, V.Of(-0.14264243841171265)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.19998548924922943), z, V.Of(-0.33333298563957214)));
        }
        else
        {
            p = V.MultiplyAdd(V.Of(1.3225086683782076e-05), z, V.Of(-0.000152160954598532));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.0008313221554388727), z, V.Of(-0.0028849190263582165)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.007196503708810483), z, V.Of(-0.013900560008726687)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.021984852415237118), z, V.Of(-0.029903857056420454)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.036641909579300365), z, V.Of(-0.04219178868082025)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.04722322174576834), z, V.Of(-0.05253518537788758)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.05880527810642865), z, V.Of(-0.06666404056816634)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.07692279839188301), z, V.Of(-0.09090907002981212)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.11111111007025476), z, V.Of(-0.1428571428257508)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.1999999999995146), z, V.Of(-0.3333333333333307)));
        }

        return from + (t + V.MultiplyAdd(t * z, p, rest));
    }
}
