using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Cosine of an angle in radians, element by element.</summary>
        /// <remarks>Formula: y = cos x.  Derivative: -g sin x.  Shapes: any, same.  Keeps: x.  Edges: NaN at infinity.  Accuracy: 2 ulp (float), 4 ulp (double).  Source: Cody and Waite, Software Manual for the Elementary Functions, 1980.</remarks>
        public Tensor<T> Cos() => Map(x, new CosKernel<T>(), static (g, x) => -g * x.Sin());
    }
}

internal readonly record struct CosKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Cos<V, T>(x);
}
