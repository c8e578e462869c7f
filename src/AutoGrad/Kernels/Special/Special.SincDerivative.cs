using System.Numerics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>The n-th derivative of Sinc.</summary>
    /// <remarks>
    /// Formula: with z = pi x and f(z) = sin z / z, z f^(n) + n f^(n-1) = sin(z + n pi / 2) by Leibniz's rule; solved upwards where |z| is above n + 1, so that no step
    /// magnifies errors. Below, the power series f^(n) = the sum of (-1)^k z^(2k-n) / ((2k + 1) (2k - n)!) over 2k from n on, which cancels but mildly there.
    /// The result is pi^n f^(n). Edges: ±inf gives 0. Source: Abramowitz and Stegun 4.3.65 for the series.
    /// </remarks>
    internal static T SincDerivative<T>(int n, T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double value = ToDouble(x);
        if (double.IsInfinity(value))
        {
            return T.Zero;
        }

        double z = Math.PI * value;
        double y = Math.Abs(z) > n + 1.0 ? SincRecurrence(n, value, z) : SincSeries(n, z); // NaN takes the series, and stays
        return T.CreateTruncating(y * Math.Pow(Math.PI, n));
    }

    private static double SincRecurrence(int n, double x, double z)
    {
        double y = SinPi(x, 0) / z;
        for (int order = 1; order <= n; order++)
        {
            y = (SinPi(x, order & 3) - (order * y)) / z;
        }

        return y;
    }

    private static double SincSeries(int n, double z)
    {
        int k = (n + 1) / 2;
        double power = int.IsOddInteger(n) ? z : 1.0; // z^(2k-n) / (2k-n)!
        double sign = int.IsOddInteger(k) ? -1.0 : 1.0;
        double sum = 0.0;
        for (double last = double.NaN; sum != last && !double.IsNaN(sum); k++)
        {
            last = sum;
            sum += sign * power / ((2.0 * k) + 1.0);
            sign = -sign;
            double next = (2.0 * k) - n;
            power *= z * z / ((next + 1.0) * (next + 2.0));
        }

        return sum;
    }
}
