using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>x^n by repeated squaring, about log2 n products, off by |n| / 2 ulp at most; for n negative a power of 1 / x, off by |n| ulp.</summary>
    /// <remarks>Edges: x^0 = 1 for every x. Source: Knuth, "Seminumerical Algorithms", 4.6.3.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Pow<V, T>(V x, int n)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        if (n == 0)
        {
            return V.Of(1.0);
        }

        V square = n < 0 ? V.Of(1.0) / x : x;
        uint rest = uint.CreateTruncating(Math.Abs((long)n));
        for (; (rest & 1) == 0; rest >>= 1)
        {
            square *= square;
        }

        V y = square;
        while ((rest >>= 1) != 0)
        {
            square *= square;
            if ((rest & 1) != 0)
            {
                y *= square;
            }
        }

        return y;
    }

    /// <summary>sqrt(x^2 + y^2) without overflow or underflow on the way. Edges: an infinite argument gives +inf even beside NaN (IEEE 754, 9.2.1).</summary>
    internal static T Hypot<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Hypot(x, y);
}
