using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The sign, element by element: -1, 0 or 1.</summary>
        /// <remarks>
        /// Formula: y = x / |x|, 0 at 0.  Derivative: 0, by rule, also at the steps.  Shapes: any, same.  Keeps: nothing.
        /// Edges: zeros keep their sign; NaN stays.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Sign() => Map(x, new SignKernel<T>(), static (_, _, _) => static g => Tensor.Zeros<T>(g.Shape));
    }
}

internal readonly record struct SignKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x > T.Zero ? T.One : x < T.Zero ? T.NegativeOne : x;

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> zero = Vector512<T>.Zero;
        Vector512<T> notPositive = Vector512.ConditionalSelect(Vector512.LessThan(x, zero), Vector512.Create(T.NegativeOne), x);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, zero), Vector512<T>.One, notPositive);
    }
}
