using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Product and sum in one pass, rounded once, element by element.</summary>
        /// <remarks>
        /// Formula: w = x y + z.  Derivative: g y for x, g x for y, g for z.  Shapes: broadcast, all three.  Keeps: y for x, x for y.
        /// Errors: AG104 where the shapes do not broadcast.  Accuracy: correctly rounded.
        /// </remarks>
        public Tensor<T> MultiplyAdd(Tensor<T> y, Tensor<T> z) =>
            Zip3(
                x,
                y,
                z,
                new MultiplyAddKernel<T>(),
                FactorRule<T>.Shared,
                FactorRule<T>.Shared,
                static g => g);
    }
}

internal readonly record struct MultiplyAddKernel<T> : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y, T z) => T.FusedMultiplyAdd(x, y, z);

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
}
