using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Logarithm to the base 10, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln x / ln 10.  Derivative: g / (x ln 10).  Shapes: any, same.  Keeps: x.
        /// Edges: -inf at 0, NaN below; a zero cotangent gives a zero gradient, also at 0.  Accuracy: 1 ulp.
        /// </remarks>
        public Tensor<T> Log10() => Map(x, new Log10Kernel<T>(), static (x, _, _) => g => Absorb(g, 0.4342944819032518 / x));
    }
}

internal readonly record struct Log10Kernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Special.Log10(x);

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}
