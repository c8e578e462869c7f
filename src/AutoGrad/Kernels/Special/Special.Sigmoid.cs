using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Logistic function 1 / (1 + e^-x).</summary>
    /// <remarks>
    /// Formula: with e^-x = a b (1 + p), where a and b are powers of 2 of about the same size: (1/b) / (1/b + a + a p). Nothing overflows,
    /// and the left tail keeps its relative accuracy down to subnormal results. Edges: -inf gives 0, +inf gives 1.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Sigmoid<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(SigmoidExponent<V, T>(x), ExponentBias<T>() + ExponentBias<T>(), out V shifted));
        return SigmoidNumerator<V, T>(p, shifted, out V denominator) / denominator;
    }

    /// <summary>The logistic function of x - y, that is e^x / (e^x + e^y), without the rounding of the difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SigmoidOfDifference<V, T>(V x, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // Knuth's two-sum; its NaN for infinite or overflowing arguments must not speak.
        V difference = x - y;
        V part = difference - x;
        V rest = (x - (difference - part)) - (y + part);
        rest = -(rest & V.Equal(rest, rest));
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(SigmoidExponent<V, T>(difference), rest, ExponentBias<T>() + ExponentBias<T>(), out V shifted));
        return SigmoidNumerator<V, T>(p, shifted, out V denominator) / denominator;
    }

    /// <summary>x / (1 + e^-x), with one rounding of subnormal results.</summary>
    /// <remarks>Edges: -inf gives -0, +inf gives +inf.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Silu<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => ScaledSigmoid<V, T>(Saturate.AtLeast<V, T>(x, SigmoidUnderflow<T>()), x);

    /// <summary>factor / (1 + e^-x) for a factor of at most |x| or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V ScaledSigmoid<V, T>(V factor, V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(SigmoidExponent<V, T>(x), ExponentBias<T>() + ExponentBias<T>(), out V shifted));
        V numerator = SigmoidNumerator<V, T>(p, shifted, out V denominator);
        return factor * numerator / denominator;
    }

    /// <summary>x / (1 + e^-v) with v = linear x + cubic x^3: the tanh approximation of GELU.</summary>
    /// <remarks>
    /// -v is a sum of two numbers. Edges: -inf gives -0, +inf gives +inf.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V GeluTanh<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // Beyond these limits the result is 0, or x: v is 38 at the second.
        V factor = Saturate.AtLeast<V, T>(x, GeluTanhLimit<T>());
        V bounded = Saturate.AtMost<V, T>(factor, 7.2);
        V argument = GeluTanhExponent<V, T>(bounded, out V rest);
        V p = ReducedExpm1<V, T>(ReduceByLn2<V, T>(argument, rest, ExponentBias<T>() + ExponentBias<T>(), out V shifted));
        V numerator = SigmoidNumerator<V, T>(p, shifted, out V denominator);
        return factor * numerator / denominator;
    }

    /// <summary>The slope of GeluTanh: s (1 + x v' (1 - s)) with the logistic function s of v.</summary>
    /// <remarks>From e^-|v|, whose exponent is a sum of two numbers as in GeluTanh. Edges: -inf gives -0, +inf gives 1.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V GeluTanhGradient<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V magnitude = Saturate.AtMost<V, T>(Abs<V, T>(x), -GeluTanhLimit<T>());
        V argument = GeluTanhExponent<V, T>(magnitude, out V rest);
        V p = SplitExp<V, T>(argument, rest, 0, out V first, out V second);
        V power = V.MultiplyAdd(p, first, first);
        V e = power * second;
        V scale = V.Of(1.0) / (V.Of(1.0) + e);
        V slope = magnitude * V.MultiplyAdd(V.Of(3.0 * GeluTanhArgument.Cubic), magnitude * magnitude, V.Of(GeluTanhArgument.Linear));
        V right = V.MultiplyAdd(slope, e * scale, V.Of(1.0));
        V left = V.Of(1.0) - (slope * scale);
        V isNegative = V.Less(x, V.Of(0.0));

        // The second power of 2 comes last: subnormal results are rounded once.
        return scale * V.Select(isNegative, power * left * second, right);
    }

    /// <summary>-v = -(linear x + cubic x^3) as a sum of two numbers, the constants too: rounded, it would cost its size in ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V GeluTanhExponent<V, T>(V x, out V rest)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V cubic = V.Of(-GeluTanhArgument.Cubic);
        V linearRest = V.Of(typeof(T) == typeof(float) ? -GeluTanhArgument.LinearRestOfSingle : -GeluTanhArgument.LinearRestOfDouble);
        V cubicRest = V.Of(typeof(T) == typeof(float) ? -GeluTanhArgument.CubicRestOfSingle : -GeluTanhArgument.CubicRestOfDouble);
        V square = x * x;
        V squareRest = V.MultiplyAdd(x, x, -square);
        V slope = ExactStep<V, T>(cubic, square, V.Of(-GeluTanhArgument.Linear), out V slopeRest);
        slopeRest += V.MultiplyAdd(cubic, squareRest, V.MultiplyAdd(cubicRest, square, linearRest));
        V argument = x * slope;
        rest = V.MultiplyAdd(x, slopeRest, V.MultiplyAdd(x, slope, -argument));
        return argument;
    }

    /// <summary>From here on, and below, GeluTanh and its slope are 0: v is -112 (double: -754).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double GeluTanhLimit<T>() => typeof(T) == typeof(float) ? -10.98 : -21.62;

    /// <summary>-x within bounds: below the one the result is 0, beyond the other it is the factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SigmoidExponent<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged => Saturate.AtLeast<V, T>(Saturate.AtMost<V, T>(-x, -SigmoidUnderflow<T>()), -40.0);

    /// <summary>1/b, and 1/b + a + a p, from p and the bits that hold the exponent of a b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SigmoidNumerator<V, T>(V p, V shifted, out V denominator)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V numerator = SigmoidPowers<V, T>(shifted, out V a);
        denominator = a + V.MultiplyAdd(p, a, numerator);
        return numerator;
    }

    /// <summary>1/b and a from the bits that hold the exponent of a b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SigmoidPowers<V, T>(V shifted, out V a)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // b takes half of a positive exponent only: 1/b is at most 1, and its product with the factor stays finite.
        V b = ToExponent<V, T>(V.ShiftRight(Saturate.AtLeast<V, T>(shifted, RoundingShift<T>() + ExponentBias<T>() + ExponentBias<T>()), 1));
        a = V.SubtractBits(ToExponent<V, T>(shifted), b);
        return V.SubtractBits(V.OfBits(typeof(T) == typeof(float) ? 0x7F000000 : 0x7FE0000000000000), b);
    }

    /// <summary>From here on, and below, e^x and x e^x are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SigmoidUnderflow<T>() => typeof(T) == typeof(float) ? -112.0 : -754.0;

    /// <summary>s'(x) = e / (1 + e)^2 with e = e^-|x|, the slope of the logistic function.</summary>
    /// <remarks>From the result y it would be y (1 - y), which has no accuracy where y is next to 1. Edges: ±inf gives 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SigmoidGradient<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V e = ScaledExp<V, T>(Saturate.AtLeast<V, T>(x | V.Of(-0.0), ExpUnderflow<T>()));
        return e / SquareOfOnePlus<V, T>(e);
    }

    /// <summary>(1 + e)^2 for e from 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SquareOfOnePlus<V, T>(V e)
        where V : struct, ILanes<V, T>
        where T : unmanaged => V.MultiplyAdd(e, e + V.Of(2.0), V.Of(1.0));
}
