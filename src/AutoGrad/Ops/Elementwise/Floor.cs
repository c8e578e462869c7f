using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The largest integer that is not above x, element by element.</summary>
        /// <remarks>
        /// Formula: y = floor x.  Derivative: 0, by rule, also at the steps.  Shapes: any, same.  Keeps: nothing.
        /// Edges: zeros keep their sign; NaN and infinities stay.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Floor() => Map(x, new FloorKernel<T>(), static (_, _, _) => static g => Tensor.Zeros<T>(g.Shape));
    }
}

internal readonly record struct FloorKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.Floor(x);

    public Vector512<T> Invoke(Vector512<T> x) =>
        typeof(T) == typeof(float)
            ? Vector512.Floor(x.AsSingle()).As<float, T>()
            : Vector512.Floor(x.AsDouble()).As<double, T>();
}
