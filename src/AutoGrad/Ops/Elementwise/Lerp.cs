using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Linear interpolation from x to y, element by element.</summary>
        /// <remarks>
        /// Formula: z = x + w (y - x), written from the nearer end, so that w = 1 gives y exactly.  Derivative: g (1 - w) for x, g w for y, g (y - x) for w.
        /// Shapes: broadcast, all three.  Keeps: w for x and y; x, y for w.  Errors: AG104 where the shapes do not broadcast.
        /// Edges: a weight outside 0 .. 1 extrapolates; NaN where the ends are infinite.  Accuracy: 2 ulp of the larger end.
        /// </remarks>
        public Tensor<T> Lerp(Tensor<T> y, Tensor<T> weight) =>
            Zip3(
                x,
                y,
                weight,
                new LerpKernel<T>(),
                static (_, _, w, _, _) => g => g * (1 - w),
                static (_, _, w, _, _) => g => g * w,
                static (x, y, _, _, _) => g => Absorb(g, y - x));

        /// <summary>Linear interpolation from x to y by one weight.</summary>
        /// <remarks>As for a tensor of weights.  Formula: z = x + w (y - x).  Derivative: g (1 - w) for x, g w for y.  Shapes: broadcast.  Keeps: nothing.</remarks>
        public Tensor<T> Lerp(Tensor<T> y, double weight) => x.Lerp(y, Tensor.Scalar(T.CreateTruncating(weight)));
    }
}

internal readonly record struct LerpKernel<T> : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y, T z) =>
        z < T.CreateTruncating(0.5) ? x + (z * (y - x)) : y - ((T.One - z) * (y - x));

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z)
    {
        var difference = y - x;
        var nearX = Vector512.LessThan(z, Vector512.Create(T.CreateTruncating(0.5)));
        return Vector512.ConditionalSelect(nearX, x + (z * difference), y - ((Vector512<T>.One - z) * difference));
    }
}
