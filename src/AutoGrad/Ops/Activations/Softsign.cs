using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>x / (1 + |x|), element by element.</summary>
        /// <remarks>
        /// Formula: y = x / (1 + |x|).  Derivative: g / (1 + |x|)^2.  Shapes: any, same.  Keeps: x.
        /// Edges: +-1 with zero gradient at +-inf; zeros keep their sign.  Accuracy: 1.5 ulp.  Source: Bergstra, Desjardins, Lamblin and Bengio, 2009.
        /// </remarks>
        public Tensor<T> Softsign() => Map(x, new SoftsignKernel<T>(), static (g, x) => g * (1 + x.Abs()).Reciprocal().Square());
    }
}

internal readonly record struct SoftsignKernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => T.IsInfinity(x) ? T.CopySign(T.One, x) : x / (T.One + T.Abs(x));

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> magnitude = Vector512.Abs(x);
        Vector512<T> isInfinite = Vector512.Equals(magnitude, Vector512.Create(T.PositiveInfinity));
        Vector512<T> sign = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), Vector512<T>.One, -Vector512<T>.One);
        return Vector512.ConditionalSelect(isInfinite, sign, x / (Vector512<T>.One + magnitude));
    }
}
