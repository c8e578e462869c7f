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
        /// Accuracy: products for the exponents -1 and 0 to 4, exact where the power is representable; otherwise 1 ulp; 1.5 ulp for the cube, 2 ulp for the fourth power.
        /// </remarks>
        /// <param name="exponent">The exponent n.</param>
        public Tensor<T> Pow(T exponent)
        {
            // The exponents that are products have a vector form.
            return exponent >= T.NegativeOne && exponent <= T.CreateTruncating(4) && T.IsInteger(exponent)
                ? Map(x, new PowIntegerKernel<T>(int.CreateTruncating(exponent)), static (x, _, kernel) => g => PowGradient(g, x, T.CreateTruncating(kernel.Exponent)))
                : Map(x, new PowNumberKernel<T>(exponent), static (x, _, kernel) => g => PowGradient(g, x, kernel.Exponent));
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
            : Absorb(cotangent, exponent * x.Pow(exponent - T.One));
    }
}

internal readonly record struct PowIntegerKernel<T>(int Exponent) : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Pow<V, T>(x, Exponent);
}

internal readonly record struct PowNumberKernel<T>(T Exponent) : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Pow<V, T>(x, V.Repeat(Exponent));
}
