using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Power of two tensors, element by element.</summary>
        /// <remarks>
        /// Formula: z = x^y.  Derivative: g y x^(y-1) for x, g z ln x for y.  Shapes: broadcast.  Keeps: x, y; z for y.
        /// Errors: AG104 where the shapes do not broadcast.
        /// Edges: x^0 = 1 for every x, NaN too; NaN for x below 0 with y not an integer. The derivative for x is 0 where y = 0; for y it is 0 where x = 0 and y
        /// is 0 or more, and NaN where x is below 0. A zero cotangent gives a zero gradient.
        /// Accuracy: 1 ulp.  Source: IEEE 754-2019, section 9.2.1, for the edges.
        /// </remarks>
        public Tensor<T> Pow(Tensor<T> y) => PowLess(x, y, 0, "Pow");
    }

    /// <summary>x^(y - less), the difference unrounded: rounded, it would cost the derivative of Pow ln x ulp.</summary>
    private static Tensor<T> PowLess<T>(Tensor<T> x, Tensor<T> y, int less, string op)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            x,
            y,
            new PowTensorKernel<T>(less),
            static (x, y, _, kernel) => g => Absorb(g, kernel.Less == 0 ? PowSlope(x, y) : Absorb(y - T.CreateTruncating(kernel.Less), PowLess(x, y, kernel.Less + 1, "PowLess"))),
            static (x, y, z, _) => g => Absorb(g, PowByExponent(z, x, y)),
            op);

    /// <summary>y x^(y - 1), the slope of Pow, 0 where y is: a subnormal power times y, rounded by itself, would be off by half of y.</summary>
    private static Tensor<T> PowSlope<T>(Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            x,
            y,
            new PowSlopeKernel<T>(),
            static (x, y, _, _) => g => Absorb(g, Absorb(y, Absorb(y - 1, PowLess(x, y, 2, "PowLess")))),
            static (x, y, _, _) => g => Absorb(g, PowLess(x, y, 1, "PowLess") + Absorb(y, PowByExponent(PowLess(x, y, 1, "PowLess"), x, y))));

    /// <summary>z ln x for a power z of x.</summary>
    private static Tensor<T> PowByExponent<T>(Tensor<T> z, Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Absorb(z, x.Log().MaskedFill(AtPowerOfZero(x, y), 0));

    /// <summary>1 where x = 0 and y is 0 or more: there x^y is constant or stays 0 however y moves.</summary>
    private static Tensor<T> AtPowerOfZero<T>(Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Zip(x, y, new AtPowerOfZeroKernel<T>(), null, null);
}

internal readonly record struct PowTensorKernel<T>(int Less) : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : struct, ILanes<V, T> => Special.Pow<V, T>(x, y, V.Of(1.0), Less);
}

internal readonly record struct PowSlopeKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : struct, ILanes<V, T> => V.Select(V.Equal(y, V.Of(0.0)), V.Of(0.0), Special.Pow<V, T>(x, y, y, less: 1));
}

internal readonly record struct AtPowerOfZeroKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x == T.Zero && y >= T.Zero ? T.One : T.Zero;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512.Equals(x, Vector512<T>.Zero) & Vector512.GreaterThanOrEqual(y, Vector512<T>.Zero) & Vector512<T>.One;
}
