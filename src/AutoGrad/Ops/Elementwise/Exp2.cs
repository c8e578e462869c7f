using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Two to the power x, element by element.</summary>
        /// <remarks>
        /// Formula: y = 2^x.  Derivative: g y ln 2.  Shapes: any, same.  Keeps: y.
        /// Edges: 0 at -inf, inf at inf; exact at integers; a zero cotangent gives a zero gradient, also where y has overflowed.  Accuracy: 1 ulp.
        /// </remarks>
        public Tensor<T> Exp2() => Map(x, new Exp2Kernel<T>(), static (_, y, _) => g => Absorb(g, 0.6931471805599453 * y));
    }
}

internal readonly record struct Exp2Kernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Exp2<V, T>(x);
}
