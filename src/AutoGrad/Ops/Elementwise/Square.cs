using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Square, element by element.</summary>
        /// <remarks>Formula: y = x^2.  Derivative: 2 g x.  Shapes: any, same.  Keeps: x.  Edges: infinite beyond the square root of the largest number.  Accuracy: correctly rounded.</remarks>
        public Tensor<T> Square() => Map(x, new SquareKernel<T>(), static (g, x) => 2 * g * x);
    }
}

internal readonly record struct SquareKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x * x;

    public Vector512<T> Invoke(Vector512<T> x) => x * x;
}
