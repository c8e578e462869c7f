using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Rectified linear unit with a ceiling of 6, element by element.</summary>
        /// <remarks>
        /// Formula: y = min(max(x, 0), 6).  Derivative: g where 0 &lt; x &lt; 6, else 0.  Shapes: any, same.  Keeps: x.
        /// Edges: zero gradient at 0 and at 6; NaN stays and has a NaN gradient.  Accuracy: exact.
        /// Source: Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010.
        /// </remarks>
        public Tensor<T> Relu6() => Map(x, new Relu6Kernel<T>(), static (g, x) => BandGradient(g, x, T.Zero, T.CreateTruncating(6), T.One));
    }
}

internal readonly record struct Relu6Kernel<T> : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x <= T.Zero ? T.Zero : x > T.CreateTruncating(6) ? T.CreateTruncating(6) : x;

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> ceiling = Vector512.Create(T.CreateTruncating(6));
        Vector512<T> bounded = Vector512.ConditionalSelect(Vector512.GreaterThan(x, ceiling), ceiling, x);
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, Vector512<T>.Zero), Vector512<T>.Zero, bounded);
    }
}
