using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Inverse sine, between -pi/2 and pi/2.</summary>
    /// <remarks>
    /// Formula: x + x^3 P(x^2) for |x| up to 1/2; pi/2 - 2 arcsin sqrt((1 - |x|) / 2) beyond, with the sign of x.
    /// Edges: zeros keep their sign; NaN beyond 1. Source: Muller, "Elementary Functions" (3rd ed. 2016), 11.3, for the reduction; the fit is own.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Asin<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Abs<V, T>(x);
        V isOuter = V.Less(V.Of(0.5), magnitude);
        V u = AsinArgument<V, T>(magnitude, isOuter, out V z);
        V y = (isOuter & V.Of(HalfPi)) + V.Select(isOuter, -u, u);
        V tail = V.MultiplyAdd(V.Select(isOuter, -u, u) * z, AsinSeries<V, T>(z), isOuter & V.Of(HalfPiRest<T>()));
        return WithSignOf<V, T>(y + tail, x);
    }

    /// <summary>Inverse cosine, between 0 and pi.</summary>
    /// <remarks>
    /// Formula: pi/2 - arcsin x for |x| up to 1/2; 2 arcsin sqrt((1 - |x|) / 2) beyond, for negative x pi less that. Edges: 1 gives 0; NaN beyond 1 in magnitude. Source: as for Asin.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Acos<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Abs<V, T>(x);
        V isOuter = V.Less(V.Of(0.5), magnitude);
        V u = AsinArgument<V, T>(magnitude, isOuter, out V z);
        V isLeft = V.Less(x, V.Of(0.0));
        V from = V.Select(isOuter, isLeft & V.Of(2.0 * HalfPi), V.Of(HalfPi));
        V rest = V.Select(isOuter, isLeft & V.Of(2.0 * HalfPiRest<T>()), V.Of(HalfPiRest<T>()));

        // arcsin is subtracted near 0 and beyond -1/2, where u has x's sign, and added beyond 1/2.
        V signed = u ^ (x & V.Of(-0.0)) ^ V.Select(isOuter, V.Of(0.0), V.Of(-0.0));
        return (from + signed) + V.MultiplyAdd(signed * z, AsinSeries<V, T>(z), rest);
    }

    /// <summary>u with u + u z P(z) the inverse sine of |x| or, beyond 1/2, twice that of sqrt z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AsinArgument<V, T>(V magnitude, V isOuter, out V z)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        z = V.Select(isOuter, V.MultiplyAdd(V.Of(-0.5), magnitude, V.Of(0.5)), magnitude * magnitude);
        V root = V.Sqrt(z);
        return V.Select(isOuter, root + root, magnitude);
    }

    /// <summary>P(z) with arcsin x = x + x z P(z), z = x^2 up to 1/4; fitted to 2^-55 (float: 2^-27).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AsinSeries<V, T>(V z)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V square = z * z;
        V p;
        if (typeof(T) == typeof(float))
        {
            p = V.MultiplyAdd(V.Of(0.04216635972261429), square, V.MultiplyAdd(V.Of(0.024179480969905853), z, V.Of(0.045470383018255234)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.07495297491550446), z, V.Of(0.16666752099990845)));
        }
        else
        {
            p = V.MultiplyAdd(V.Of(0.031912214548447844), z, V.Of(-0.016224184530020908));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.01952823130283954), z, V.Of(0.006527983437603445)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.012169210896009036), z, V.Of(0.013885235385325516)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.017359704791740472), z, V.Of(0.022371758047305478)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.0303819591371358), z, V.Of(0.04464285682832419)));
            p = V.MultiplyAdd(p, square, V.MultiplyAdd(V.Of(0.07500000000337016), z, V.Of(0.16666666666665408)));
        }

        return p;
    }
}
