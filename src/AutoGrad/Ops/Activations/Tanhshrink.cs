using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>x - tanh x, element by element, accurate near 0.</summary>
        /// <remarks>
        /// Formula: y = x - tanh x; from 19/16 (double: 1) in magnitude on as (|x| - 1) + 2 / (e^(2|x|) + 1), whose first term is exact where it is small; below in float as
        /// x^3 R(x^2) by a fit, in double as (x cosh x - sinh x) / cosh x, the numerator by its power series, whose terms all have one sign.
        /// Derivative: g tanh^2 x.  Shapes: any, same.  Keeps: x.  Edges: +-inf with gradient g at +-inf; zeros keep their sign.
        /// Accuracy: 2 ulp (float), 4 ulp (double).  Source: Abramowitz and Stegun 4.5.62 and 4.5.63 for the series.
        /// </remarks>
        public Tensor<T> Tanhshrink() => Map(x, new TanhshrinkKernel<T>(), static (g, x) => g * x.Tanh().Square());
    }
}

internal readonly record struct TanhshrinkKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T>
    {
        V magnitude = Special.Abs<V, T>(x);
        V one = V.Of(1.0);
        V e = Special.Exp<V, T>(magnitude + magnitude);
        V outside = (magnitude - one) + (V.Of(2.0) / (e + one));
        V isCentral = V.Less(magnitude, V.Of(typeof(T) == typeof(float) ? 1.1875 : 1.0));
        return Special.WithSignOf<V, T>(V.Select(isCentral, Centre(magnitude), outside), x);
    }

    /// <summary>The same for x from 0 to the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Centre<V>(V x)
        where V : struct, ILanes<V, T>
    {
        V square = x * x;
        if (typeof(T) == typeof(float))
        {
            // (R - 1/3) fitted to 2^-29; the last coefficient is what a float leaves of 1/3. The cube and its third are sums of two numbers.
            V fit = V.MultiplyAdd(V.Of(-7.351438853220316e-06), square, V.Of(7.507719419663772e-05));
            fit = V.MultiplyAdd(fit, square, V.Of(-0.000372281763702631));
            fit = V.MultiplyAdd(fit, square, V.Of(0.0012577337911352515));
            fit = V.MultiplyAdd(fit, square, V.Of(-0.003473426913842559));
            fit = V.MultiplyAdd(fit, square, V.Of(0.008818660862743855));
            fit = V.MultiplyAdd(fit, square, V.Of(-0.021859824657440186));
            fit = V.MultiplyAdd(fit, square, V.Of(0.05396721884608269));
            fit = V.MultiplyAdd(fit, square, V.Of(-0.13333329558372498));
            fit = V.MultiplyAdd(fit, square, V.Of(-9.934107481068821e-09));
            V third = V.Of(1.0 / 3.0);
            V cube = square * x;
            V cubeRest = V.MultiplyAdd(square, x, -cube) + (V.MultiplyAdd(x, x, -square) * x);
            V product = cube * third;
            V productRest = V.MultiplyAdd(cube, third, -product) + (cubeRest * third);
            return product + V.MultiplyAdd(cube, fit, productRest);
        }

        // The coefficients are 2 k / (2 k + 1)!.
        V series = V.Of(20.0 / 51090942171709440000.0);
        series = V.MultiplyAdd(series, square, V.Of(18.0 / 121645100408832000.0));
        series = V.MultiplyAdd(series, square, V.Of(16.0 / 355687428096000.0));
        series = V.MultiplyAdd(series, square, V.Of(14.0 / 1307674368000.0));
        series = V.MultiplyAdd(series, square, V.Of(12.0 / 6227020800.0));
        series = V.MultiplyAdd(series, square, V.Of(10.0 / 39916800.0));
        series = V.MultiplyAdd(series, square, V.Of(8.0 / 362880.0));
        series = V.MultiplyAdd(series, square, V.Of(6.0 / 5040.0));
        series = V.MultiplyAdd(series, square, V.Of(4.0 / 120.0));
        series = V.MultiplyAdd(series, square, V.Of(2.0 / 6.0));
        V e = Special.Exp<V, T>(x);
        V cosh = V.Of(0.5) * (e + (V.Of(1.0) / e));
        return x * square * series / cosh;
    }
}
