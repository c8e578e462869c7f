using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>2^x.</summary>
    /// <remarks>Formula: x = n + r with |r| at most 1/2; 2^x = 2^n (1 + r Q(r)), Q by a minimax fit. Edges: exact at integers; overflow gives +inf, underflow gives subnormals, then 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Exp2<V, T>(V x)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // Beyond these limits the result is inf or 0 anyway.
        x = Saturate.AtLeast<V, T>(Saturate.AtMost<V, T>(x, typeof(T) == typeof(float) ? 130.0 : 1026.0), typeof(T) == typeof(float) ? -160.0 : -1080.0);
        return Exp2OfSum<V, T>(x, V.Of(0.0), V.Of(1.0));
    }

    /// <summary>factor 2^(x + rest) for x within the limits of Exp2 and a rest that is at most some ulp of x; a subnormal result is rounded after the product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exp2OfSum<V, T>(V x, V rest, V factor)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        double shift = RoundingShift<T>() + ExponentBias<T>() + ExponentBias<T>();
        V shifted = x + V.Of(shift);
        V n = shifted - V.Of(shift);
        V p = ReducedExp2m1<V, T>((x - n) + rest);
        if (V.CanScale)
        {
            return V.Scale(V.MultiplyAdd(p, factor, factor), n);
        }

        HalvesOfPowerOfTwo<V, T>(shifted, 0, out V first, out V second);
        first *= factor;
        return V.MultiplyAdd(p, first, first) * second;
    }

    /// <summary>2^r - 1 for |r| up to 1/2, fitted so that 2^r is within 2^-64 (float: 2^-34); ln 2, the first coefficient, is in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedExp2m1<V, T>(V r)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        V square = r * r;
        V q;
        if (typeof(T) == typeof(float))
        {
            q = V.MultiplyAdd(V.Of(1.5195954802038614e-05), r, V.Of(0.00015467009507119656));
            q = V.MultiplyAdd(q, square, V.MultiplyAdd(V.Of(0.001333393738605082), r, V.Of(0.00961803738027811)));
            q = V.MultiplyAdd(q, square, V.MultiplyAdd(V.Of(0.055504102259874344), r, V.Of(0.24022650718688965)));
        }
        else
        {
            q = V.MultiplyAdd(V.Of(2.5625188450644538e-11), square, V.MultiplyAdd(V.Of(4.456614421340838e-10), r, V.Of(7.054974997694878e-09)));
            q = V.MultiplyAdd(q, square, V.MultiplyAdd(V.Of(1.0178051670626115e-07), r, V.Of(1.3215486592516333e-06)));
            q = V.MultiplyAdd(q, square, V.MultiplyAdd(V.Of(1.5252733854918894e-05), r, V.Of(0.00015403530393644945)));
            q = V.MultiplyAdd(q, square, V.MultiplyAdd(V.Of(0.001333355814639212), r, V.Of(0.009618129107628326)));
            q = V.MultiplyAdd(q, square, V.MultiplyAdd(V.Of(0.05550410866482169), r, V.Of(0.24022650695910072)));
        }

        q = V.MultiplyAdd(q, r, V.Of(typeof(T) == typeof(float) ? -1.904654323148236e-09 : 2.3190468138462996e-17));
        return V.MultiplyAdd(r, V.Of(0.6931471805599453), r * q);
    }
}
