using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>One over x, element by element.</summary>
        /// <remarks>
        /// Formula: y = 1 / x.  Derivative: -g y^2.  Shapes: any, same.  Keeps: y.  Edges: infinite at 0; a zero cotangent gives a zero gradient, also at 0.
        /// Accuracy: correctly rounded.
        /// </remarks>
        public Tensor<T> Reciprocal() => Map(x, new ReciprocalKernel<T>(), static (_, y, _) => g => Absorb(g, -y.Square()));
    }
}

internal readonly record struct ReciprocalKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.One / x;

    public Vector512<T> Invoke(Vector512<T> x) => Vector512<T>.One / x;
}
