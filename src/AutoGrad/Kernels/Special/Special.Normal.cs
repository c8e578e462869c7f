using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Distribution function of the standard normal law, erfc(-x / sqrt 2) / 2: the weight of GELU.</summary>
    /// <remarks>
    /// Formula: e^(-x^2/2) M(|x|) for negative x, one less that for positive, see MillsRatio: the exponent is taken from x itself, whose rounding on the way to
    /// erfc would be magnified x^2 times. Relatively accurate in the left tail. Edges: -inf gives 0, +inf gives 1.
    /// Source: Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), for the kind of formula; the fits are own.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V NormalCdf<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = NormalMagnitude<V, T>(x);
        V tail = GaussTimes<V, T>(MillsRatio<V, T>(magnitude, out _), magnitude, 0.5);
        return V.Select(V.Less(x, V.Of(0.0)), tail, V.Of(1.0) - tail);
    }

    /// <summary>Density of the standard normal law, e^(-x^2 / 2) / sqrt(2 pi).</summary>
    /// <remarks>Edges: ±inf gives 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V NormalPdf<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        return GaussTimes<V, T>(V.Of(0.3989422804014327), NormalMagnitude<V, T>(x), 0.5);
    }

    /// <summary>x times the distribution function of the standard normal law.</summary>
    /// <remarks>Formula: max(x, 0) - |x| e^(-x^2/2) M(|x|): one expression for both sides, with the relative accuracy of the left tail. Edges: -inf gives -0, +inf gives +inf.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Gelu<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = NormalMagnitude<V, T>(x);
        V ratio = MillsRatio<V, T>(magnitude, out V rest);
        V weight = Product<V, T>(magnitude, ratio, rest, out V weightRest);
        return Saturate.AtLeast<V, T>(x, -0.0) - GaussTimesSum<V, T>(weight, weightRest, magnitude, 0.5);
    }

    /// <summary>P(x) + x p(x) with distribution function and density of the standard normal law: the slope of Gelu.</summary>
    /// <remarks>
    /// Formula: e^(-x^2/2) (M(|x|) - |x| / sqrt(2 pi)) for negative x, one less that for positive. Absolutely accurate next to the zero at -0.7518.
    /// Edges: -inf gives 0, +inf gives 1.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V GeluGradient<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = NormalMagnitude<V, T>(x);
        V weight = V.MultiplyAdd(magnitude, V.Of(-0.3989422804014327), MillsRatio<V, T>(magnitude, out _));
        V left = GaussTimes<V, T>(weight, magnitude, 0.5);
        return V.Select(V.Less(x, V.Of(0.0)), left, V.Of(1.0) - left);
    }

    /// <summary>|x| up to where the tail, also times x, has vanished.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NormalMagnitude<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => Saturate.AtMost<V, T>(Abs<V, T>(x), typeof(T) == typeof(float) ? 14.7 : 38.75);

    /// <summary>e^(z^2/2) P(-z) for z from 0 to 38.75 (float: 14.7), where P is the normal distribution function: Mills' ratio over sqrt(2 pi).</summary>
    /// <remarks>
    /// It falls from 1/2 like 1 / (z sqrt(2 pi)); so written as A / (sqrt(2 pi) z A + B), with polynomials A and B fitted together, to 2^-53 (float: 2^-25.7),
    /// it is free of A's rounding errors where z is large. All coefficients are positive but one that hardly counts: nothing cancels. The rest is what the roundings lost.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V MillsRatio<V, T>(V z, out V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p;
        V q;
        if (typeof(T) == typeof(float))
        {
            p = V.MultiplyAdd(V.Of(0.004829661920666695), z, V.Of(0.04537090286612511));
            p = V.MultiplyAdd(p, z, V.Of(0.19716034829616547));
            p = V.MultiplyAdd(p, z, V.Of(0.45686522126197815));
            q = V.MultiplyAdd(V.Of(1.204204068017134e-06), z, V.Of(0.012051158584654331));
            q = V.MultiplyAdd(q, z, V.Of(0.11479169130325317));
            q = V.MultiplyAdd(q, z, V.Of(0.4583016037940979));
        }
        else
        {
            p = V.MultiplyAdd(V.Of(1.5628446476010562e-06), z, V.Of(4.120367853231425e-05));
            p = V.MultiplyAdd(p, z, V.Of(0.0005336556298300905));
            p = V.MultiplyAdd(p, z, V.Of(0.004386843846706162));
            p = V.MultiplyAdd(p, z, V.Of(0.025017126009695443));
            p = V.MultiplyAdd(p, z, V.Of(0.10224607447719522));
            p = V.MultiplyAdd(p, z, V.Of(0.299423901169272));
            p = V.MultiplyAdd(p, z, V.Of(0.6081203392905301));
            p = V.MultiplyAdd(p, z, V.Of(0.7845459663394303));
            q = V.MultiplyAdd(V.Of(-2.1907089913712475e-16), z, V.Of(3.917470623152132e-06));
            q = V.MultiplyAdd(q, z, V.Of(0.00010328230225367735));
            q = V.MultiplyAdd(q, z, V.Of(0.0013298415171758816));
            q = V.MultiplyAdd(q, z, V.Of(0.01078961658575833));
            q = V.MultiplyAdd(q, z, V.Of(0.060072593887794415));
            q = V.MultiplyAdd(q, z, V.Of(0.235330854752912));
            q = V.MultiplyAdd(q, z, V.Of(0.6382495765399243));
            q = V.MultiplyAdd(q, z, V.Of(1.1136623561662056));
        }

        double start = typeof(T) == typeof(float) ? 0.5 : 0.49999999999999994;
        double factorRest = typeof(T) == typeof(float) ? -2.866018533609349e-10 : -1.8328579980459167e-16;
        return TailRatio<V, T>(z, p, start, q, 2.5066282746310007, factorRest, out rest);
    }

    /// <summary>A / (factor z A + B) with A = p z + start and B = q z + 1, each as a sum of two numbers: rest is what the quotient's rounding lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V TailRatio<V, T>(V z, V p, double start, V q, double factor, double factorRest, out V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V numerator = ExactStep<V, T>(p, z, V.Of(start), out V numeratorRest);
        V part = ExactStep<V, T>(q, z, V.Of(1.0), out V partRest);
        V scaled = Product<V, T>(z, V.Of(factor), V.Of(factorRest), out V scaledRest);
        V whole = ExactStep<V, T>(scaled, numerator, part, out V wholeRest);
        wholeRest += V.MultiplyAdd(scaledRest, numerator, V.MultiplyAdd(scaled, numeratorRest, partRest));

        return Quotient<V, T>(numerator, numeratorRest, whole, wholeRest, out rest);
    }

    /// <summary>2^power weight e^(-factor x^2) for a factor that is a power of 2, down to the exponential's underflow.</summary>
    /// <remarks>
    /// x^2 is formed as an unrounded sum of two numbers: rounded, it would cost x^2 / 2 units in the last place. With the exponential as first (1 + p) second,
    /// where first and second are powers of 2, the weight costs one rounding in all, and subnormal results one more.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V GaussTimes<V, T>(V weight, V x, double factor, int power = 0)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V part = x * V.Of(-factor);
        V high = part * x;
        V p = SplitExp<V, T>(high, V.MultiplyAdd(part, x, -high), power, out V first, out V second);
        V scaled = weight * first;
        return V.MultiplyAdd(p, scaled, scaled) * second;
    }

    /// <summary>(weight + rest) e^(-factor x^2) for a rest that is at most an ulp of the weight; two roundings less than GaussTimes' are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V GaussTimesSum<V, T>(V weight, V rest, V x, double factor)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V part = x * V.Of(-factor);
        V high = part * x;
        V p = SplitExp<V, T>(high, V.MultiplyAdd(part, x, -high), out V first, out V second, out V pRest);
        V scaled = weight * first;
        return (scaled + V.MultiplyAdd(p, scaled, V.MultiplyAdd(pRest, scaled, rest * first))) * second;
    }
}
