using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The integer part, element by element: rounded towards zero.</summary>
        /// <remarks>
        /// Formula: y = trunc x.  Derivative: 0, by rule, also at the steps.  Shapes: any, same.  Keeps: nothing.
        /// Edges: zeros keep their sign; NaN and infinities stay.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Truncate() => Map(x, new TruncateKernel<T>(), static (_, _, _) => static g => Tensor.Zeros<T>(g.Shape));
    }
}

internal readonly record struct TruncateKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.Truncate(x);

    public Vector512<T> Invoke(Vector512<T> x) =>
        typeof(T) == typeof(float)
            ? Vector512.Truncate(x.AsSingle()).As<float, T>()
            : Vector512.Truncate(x.AsDouble()).As<double, T>();
}
