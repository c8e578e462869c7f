using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The nearest integer, element by element; halves go to the even one.</summary>
        /// <remarks>
        /// Formula: y = round x.  Derivative: 0, by rule, also at the steps.  Shapes: any, same.  Keeps: nothing.
        /// Edges: zeros keep their sign; NaN and infinities stay.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Round() => Map(x, new RoundKernel<T>(), static (_, _, _) => static g => Tensor.Zeros<T>(g.Shape));
    }
}

internal readonly record struct RoundKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.Round(x, MidpointRounding.ToEven);

    public Vector512<T> Invoke(Vector512<T> x) =>
        typeof(T) == typeof(float)
            ? Vector512.Round(x.AsSingle()).As<float, T>()
            : Vector512.Round(x.AsDouble()).As<double, T>();
}
