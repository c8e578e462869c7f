using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Tangent of an angle in radians, element by element.</summary>
        /// <remarks>
        /// Formula: y = sin x / cos x.  Derivative: g (1 + y^2).  Shapes: any, same.  Keeps: y.  Edges: NaN at infinity; no number of either type is a pole.
        /// Accuracy: 4 ulp.
        /// </remarks>
        public Tensor<T> Tan() => Map(x, new TanKernel<T>(), static (_, y, _) => g => g * (1 + y.Square()));
    }
}

internal readonly record struct TanKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Tan<V, T>(x);
}
