using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Cube root, element by element; odd.</summary>
        /// <remarks>
        /// Formula: y = x^(1/3), with the sign of x.  Derivative: g / (3 y^2).  Shapes: any, same.  Keeps: y.
        /// Edges: zeros keep their sign; at 0 the gradient is infinite unless the cotangent is zero.  Accuracy: 1 ulp.
        /// </remarks>
        public Tensor<T> Cbrt() => Map(x, new CbrtKernel<T>(), static (_, y, _) => g => Absorb(g, PowTimes(y, T.CreateTruncating(-2), T.CreateTruncating(1.0 / 3))));
    }
}

internal readonly record struct CbrtKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Cbrt<V, T>(x);
}
