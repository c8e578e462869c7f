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
        public Tensor<T> Square() => Map(x, new SquareKernel<T>(), static (x, _, _) => g => TwiceProduct(g, x));
    }

    /// <summary>The derivative of Square applied to a cotangent, in one pass: 2 g x.</summary>
    /// <remarks>Derivative: TwiceProduct(h, x) for g; TwiceProduct(h, g) for x.</remarks>
    private static Tensor<T> TwiceProduct<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(cotangent, x, new TwiceProductKernel<T>(), static (_, x, _, _) => h => TwiceProduct(h, x), static (cotangent, _, _, _) => h => TwiceProduct(h, cotangent));
}

internal readonly record struct SquareKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x * x;

    public Vector512<T> Invoke(Vector512<T> x) => x * x;
}

internal readonly record struct TwiceProductKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => (x + x) * y;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => (x + x) * y;
}
