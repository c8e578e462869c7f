using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>One over the square root, element by element.</summary>
        /// <remarks>
        /// Formula: y = 1 / sqrt x.  Derivative: -g y / (2 x), which rounds less than y^3.  Shapes: any, same.  Keeps: x, y.
        /// Edges: infinite at 0, NaN below, 0 at inf; a zero cotangent gives a zero gradient, also at 0.  Accuracy: 1.5 ulp.
        /// </remarks>
        public Tensor<T> ReciprocalSqrt() => Map(x, new ReciprocalSqrtKernel<T>(), static (x, y, _) => g => Absorb(g, -0.5 * (y / x)));
    }
}

internal readonly record struct ReciprocalSqrtKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.One / T.Sqrt(x);

    public Vector512<T> Invoke(Vector512<T> x) => Vector512<T>.One / Vector512.Sqrt(x);
}
