using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Cosine of an angle in radians, element by element.</summary>
        /// <remarks>Formula: y = cos x.  Derivative: -g sin x.  Shapes: any, same.  Keeps: x.  Edges: NaN at infinity.  Accuracy: 2 ulp (float), 4 ulp (double).  Source: Cody and Waite, Software Manual for the Elementary Functions, 1980.</remarks>
        public Tensor<T> Cos() => Map(x, new CosKernel<T>(), static (x, _, _) => g => -g * x.Sin());
    }
}

internal readonly record struct CosKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => Special.Cos(x);

    public Vector512<T> Invoke(Vector512<T> x) => Special.Cos(x);
}
