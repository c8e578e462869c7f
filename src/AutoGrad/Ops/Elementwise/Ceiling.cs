using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The least integer that is not below x, element by element.</summary>
        /// <remarks>
        /// Formula: y = ceil x.  Derivative: 0, by rule, also at the steps.  Shapes: any, same.  Keeps: nothing.
        /// Edges: zeros keep their sign, and -0.5 gives -0; NaN and infinities stay.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Ceiling() => Map(x, new CeilingKernel<T>(), static (_, _, _) => static g => Tensor.Zeros<T>(g.Shape));
    }
}

internal readonly record struct CeilingKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.Ceiling(x);

    public Vector512<T> Invoke(Vector512<T> x) =>
        typeof(T) == typeof(float)
            ? Vector512.Ceiling(x.AsSingle()).As<float, T>()
            : Vector512.Ceiling(x.AsDouble()).As<double, T>();
}
