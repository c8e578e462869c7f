using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Inverse hyperbolic cosine, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln(x + sqrt(x^2 - 1)).  Derivative: g / (sqrt(x - 1) sqrt(x + 1)), which neither cancels nor overflows.  Shapes: any, same.  Keeps: x.
        /// Edges: NaN below 1; at 1 the gradient is infinite unless the cotangent is zero.  Accuracy: 3 ulp (float), 2 ulp (double).
        /// Source: Abramowitz and Stegun 4.6.21.
        /// </remarks>
        public Tensor<T> Acosh() => Map(x, new AcoshKernel<T>(), static (g, x) => Absorb(g, AcoshSlope(x)));
    }

    /// <summary>The slope of Acosh: an op, so that its own slope has the right sign where both are infinite.</summary>
    /// <remarks>Formula: s = 1 / (sqrt(x - 1) sqrt(x + 1)).  Derivative: -g x s^3.  Shapes: any, same.  Keeps: x, s.</remarks>
    private static Tensor<T> AcoshSlope<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Map(x, new AcoshSlopeKernel<T>(), static (x, s, _) => g => Absorb(g, -x * s.Pow(3)));
}

internal readonly record struct AcoshKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Acosh<V, T>(x);
}

internal readonly record struct AcoshSlopeKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.One / T.Sqrt(x - T.One) * (T.One / T.Sqrt(x + T.One));

    public Vector512<T> Invoke(Vector512<T> x) => Vector512<T>.One / Vector512.Sqrt(x - Vector512<T>.One) * (Vector512<T>.One / Vector512.Sqrt(x + Vector512<T>.One));
}
