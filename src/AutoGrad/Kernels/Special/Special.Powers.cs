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

    /// <summary>2^x. The platform's function, in double. Accuracy: float 0.51, double 0.6.</summary>
    internal static T Exp2<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(Math.Pow(2.0, ToDouble(x)));

    /// <summary>Logarithm to the base 2. The platform's function, in double. Accuracy: float 0.51, double 0.6.</summary>
    internal static T Log2<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(Math.Log2(ToDouble(x)));

    /// <summary>Logarithm to the base 10. The platform's function, in double. Accuracy: float 0.51, double 1.6.</summary>
    internal static T Log10<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(Math.Log10(ToDouble(x)));

    /// <summary>Cube root, odd. The platform's function, in double. Accuracy: float 0.51, double 3.0.</summary>
    internal static T Cbrt<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(Math.Cbrt(ToDouble(x)));

    /// <summary>sqrt(x^2 + y^2) without overflow or underflow on the way. Edges: an infinite argument gives +inf even beside NaN (IEEE 754, 9.2.1).</summary>
    internal static T Hypot<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Hypot(x, y);

    /// <summary>x^y: products for the exponents -1 and 0 to 4, exact where the power is representable; otherwise the platform's function.</summary>
    /// <remarks>Edges: as IEEE 754's pow, so x^0 = 1 for NaN too and a negative x to a fractional power is NaN.</remarks>
    internal static T Pow<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y == T.NegativeOne)
        {
            return T.One / x;
        }

        return y >= T.Zero && y <= T.CreateTruncating(4) && T.IsInteger(y)
            ? Pow<Lanes128<T>, T>(Single(x), int.CreateTruncating(y))[0]
            : T.Pow(x, y);
    }
}
