using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Distribution function of the standard normal law, erfc(-x / sqrt 2) / 2: the weight of GELU.</summary>
    /// <remarks>
    /// Formula: double: 1/2 + erf(x / sqrt 2) / 2 near 0; float, and in the tails, a bell times a rational function. The exponent is taken from x itself, since the rounding of x / sqrt 2 would be magnified x^2 times.
    /// Relatively accurate in the left tail. Edges: -inf gives 0, +inf gives 1. Accuracy: float 3.4, 7.5 left of -6; double 4.0. Source: as for Erf.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V NormalCdf<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Saturate.AtMost<V, T>(Abs<V, T>(x), NormalLimit<T>());
        return NormalCdf<V, T>(x, magnitude, NormalBell<V, T>(magnitude));
    }

    /// <summary>P(x) + x p(x), the derivative of x P(x), with P the distribution function and p the density of the standard normal law: the slope of GELU.</summary>
    /// <remarks>Both share one exponential. Edges: -inf gives 0, +inf gives 1. Accuracy: that of NormalCdf, absolute next to the zero at -0.7518.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V GeluSlope<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Saturate.AtMost<V, T>(Abs<V, T>(x), NormalLimit<T>());
        V bell = NormalBell<V, T>(magnitude);
        return V.MultiplyAdd(WithSignOf<V, T>(magnitude, x), bell * V.Of(0.3989422804014327), NormalCdf<V, T>(x, magnitude, bell));
    }

    /// <summary>From here on the tail of the normal law is 0, below the least subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double NormalLimit<T>() => typeof(T) == typeof(float) ? 14.4 : 38.6;

    /// <summary>e^(-x^2 / 2) for x up to the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NormalBell<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            return Gauss<V, T>(x, 0.5);
        }

        V square = x * x;
        V error = V.MultiplyAdd(x, x, -square);
        V e = ExpOfNonPositive<V, T>(square * V.Of(-0.5));
        return V.MultiplyAdd(e, error * V.Of(-0.5), e);
    }

    /// <summary>The distribution function of x from its magnitude and e^(-x^2 / 2).</summary>
    /// <remarks>
    /// Float: the tail is the bell times Q(u), u = (1 - a x) / (1 + a x) with a = 0.26, Q fitted to 2^-27 on the whole range; nothing cancels near 0, since 1 - tail is 1/2 at least.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NormalCdf<V, T>(V x, V magnitude, V bell)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V negative = V.Less(x, V.Of(0.0));
        if (typeof(T) == typeof(float))
        {
            V u = V.MultiplyAdd(V.Of(-0.26), magnitude, V.Of(1.0)) / V.MultiplyAdd(V.Of(0.26), magnitude, V.Of(1.0));
            V q = V.MultiplyAdd(V.Of(6.626225914328765e-05), u, V.Of(-6.973086116768626e-05));
            q = V.MultiplyAdd(q, u, V.Of(-0.0006699774351413227));
            q = V.MultiplyAdd(q, u, V.Of(-0.0003090596065463379));
            q = V.MultiplyAdd(q, u, V.Of(0.006214933817246917));
            q = V.MultiplyAdd(q, u, V.Of(0.027441956602816266));
            q = V.MultiplyAdd(q, u, V.Of(0.06910080312994175));
            q = V.MultiplyAdd(q, u, V.Of(0.12513311295047294));
            q = V.MultiplyAdd(q, u, V.Of(0.1752915633055647));
            q = V.MultiplyAdd(q, u, V.Of(0.0978001385575693));
            V share = bell * q;
            return V.Select(negative, share, V.Of(1.0) - share);
        }

        V scaled = magnitude * V.Of(0.7071067811865476);
        V tail = V.Of(0.5) * ErfcTail<V, T>(scaled, bell);
        V outer = V.Select(negative, tail, V.Of(1.0) - tail);
        V half = V.Of(0.5) * ErfCentre<V, T>(scaled);
        V inner = V.Of(0.5) + V.Select(negative, -half, half);
        return V.Select(V.Less(scaled, V.Of(0.5)), inner, outer);
    }

    /// <summary>Density of the standard normal law, e^(-x^2 / 2) / sqrt(2 pi).</summary>
    /// <remarks>Edges: ±inf gives 0. Accuracy: float 2.6, double 2.6.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V NormalPdf<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Saturate.AtMost<V, T>(Abs<V, T>(x), typeof(T) == typeof(float) ? 14.5 : 38.9);
        return Gauss<V, T>(magnitude, 0.5) * V.Of(0.3989422804014327);
    }
}
