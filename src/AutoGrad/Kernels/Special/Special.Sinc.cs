using System.Numerics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Normalised sine cardinal sin(pi x) / (pi x), 1 at 0.</summary>
    /// <remarks>Edges: exactly 0 at the other integers; ±inf gives 0. Accuracy: float 0.51, double 2.6.</remarks>
    internal static T Sinc<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double value = ToDouble(x);
        if (value == 0.0)
        {
            return T.One;
        }

        return T.CreateTruncating(double.IsInfinity(value) ? 0.0 : 0.0 + (SinPi(value, 0) / (Math.PI * value))); // 0.0 + turns -0 into 0
    }

    /// <summary>sin(pi x + quarterTurns pi / 2) for finite x; one quarter turn more makes it the cosine.</summary>
    /// <remarks>x is reduced to within 1/4 of a multiple of 1/2, exactly, before pi is multiplied on, as a number of doubled precision.</remarks>
    private static double SinPi(double x, int quarterTurns)
    {
        // From 2^52 on every double is an integer, and from 2^53 on an even one.
        if (Math.Abs(x) >= 9007199254740992.0)
        {
            x = 0.0;
        }

        double n = Math.Round(2.0 * x);
        double r = x - (0.5 * n);
        double high = Math.PI * r;
        double low = Math.FusedMultiplyAdd(Math.PI, r, -high) + (1.2246467991473532e-16 * r); // the second part of pi
        return SinOfQuadrant<Lanes128<double>, double>(
            Lanes128<double>.OfBits((long)n + quarterTurns), Lanes128<double>.Of(high), Lanes128<double>.Of(low))[0];
    }
}
