using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Power with a constant exponent, element by element.</summary>
        /// <remarks>
        /// Formula: y = x^n.  Derivative: g n x^(n-1), and 0 for n = 0, also at x = 0.  Shapes: any, same.  Keeps: x.
        /// Edges: as IEEE 754's pow: x^0 = 1 for every x, NaN too; a negative x to a fractional power is NaN; at x = 0 the gradient is infinite for an exponent
        /// between 0 and 1; a zero cotangent gives a zero gradient.
        /// Accuracy: products for the exponents -1 and 0 to 4, exact where the power is representable; otherwise 2 ulp; 1.5 ulp for the cube, 2 ulp for the fourth power.
        /// </remarks>
        /// <param name="exponent">The exponent n.</param>
        public Tensor<T> Pow(T exponent)
        {
            // Products are faster than the general power and, where they are representable, exact.
            return IsProduct(exponent)
                ? Map(x, new PowIntegerKernel<T>(int.CreateTruncating(exponent)), static (x, _, kernel) => g => PowGradient(g, x, T.CreateTruncating(kernel.Exponent)))
                : PowTimes(x, exponent, T.One);
        }

        /// <inheritdoc cref="Pow{T}(Tensor{T}, T)"/>
        public Tensor<T> Pow(double exponent) => x.Pow(T.CreateTruncating(exponent));
    }

    private static Tensor<T> PowGradient<T>(Tensor<T> cotangent, Tensor<T> x, T exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (exponent == T.Zero)
        {
            return Tensor.Zeros<T>(x.Shape);
        }

        return exponent == T.One ? cotangent
            : exponent == T.CreateTruncating(2) ? exponent * cotangent * x
            : Absorb(cotangent, PowTimes(x, exponent - T.One, exponent));
    }

    /// <summary>factor x^n, rounded as one: a subnormal power times the factor would be off by half the factor.</summary>
    private static Tensor<T> PowTimes<T>(Tensor<T> x, T exponent, T factor)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        IsProduct(exponent)
            ? factor * x.Pow(exponent)
            : Map(x, new PowNumberKernel<T>(exponent, factor), static (x, _, kernel) => g => Absorb(g, PowTimes(x, kernel.Exponent - T.One, kernel.Factor * kernel.Exponent)), "Pow");

    private static bool IsProduct<T>(T exponent)
        where T : unmanaged, IFloatingPointIeee754<T> => exponent >= T.NegativeOne && exponent <= T.CreateTruncating(4) && T.IsInteger(exponent);
}

internal readonly record struct PowIntegerKernel<T>(int Exponent) : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Pow<V, T>(x, Exponent);
}

internal readonly record struct PowNumberKernel<T>(T Exponent, T Factor) : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Pow<V, T>(x, V.Repeat(Exponent), V.Repeat(Factor));
}
