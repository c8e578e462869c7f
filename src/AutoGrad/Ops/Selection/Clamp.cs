using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Moves each element into an interval.</summary>
        /// <remarks>
        /// Formula: y = min(max(x, a), b).  Derivative: g from a to b, the bounds included, 0 outside.  Shapes: any, same.  Keeps: x.
        /// Errors: AG151 where a is larger than b or a bound is NaN.  Edges: NaN gives NaN with a NaN gradient; a bound may be infinite; a zero cotangent
        /// gives a zero gradient.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Clamp(double min, double max)
        {
            if (!(min <= max))
            {
                throw Errors.ClampBounds(min, max);
            }

            var kernel = new ClampKernel<T>(T.CreateTruncating(min), T.CreateTruncating(max));
            return Map(x, kernel, static (x, _, kernel) => g => ClampGradient(g, x, kernel));
        }

        /// <summary>Moves each element between two tensors of bounds.</summary>
        /// <remarks>
        /// Formula: z = min(max(x, a), b).  Derivative: g to whichever of the three is chosen, half to each of two that tie.  Shapes: broadcast, all three.
        /// Keeps: all.  Errors: AG104 where the shapes do not broadcast.  Edges: where a is larger than b the result is b.  Accuracy: exact.
        /// </remarks>
        public Tensor<T> Clamp(Tensor<T> min, Tensor<T> max) => x.Maximum(min).Minimum(max);
    }

    private static Tensor<T> ClampGradient<T>(Tensor<T> g, Tensor<T> x, ClampKernel<T> clamp)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(g, x, new ClampGradientKernel<T>(clamp.Min, clamp.Max), static (_, x, _, kernel) => h => ClampGradient(h, x, new ClampKernel<T>(kernel.Min, kernel.Max)), null);
}

internal readonly record struct ClampKernel<T>(T Min, T Max) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x < Min ? Min : x > Max ? Max : x;

    public Vector512<T> Invoke(Vector512<T> x)
    {
        var (min, max) = (Vector512.Create(Min), Vector512.Create(Max));
        return Vector512.ConditionalSelect(Vector512.LessThan(x, min), min, Vector512.ConditionalSelect(Vector512.GreaterThan(x, max), max, x));
    }
}

/// <summary>g inside the interval, 0 outside or where g = 0, NaN where x is NaN.</summary>
internal readonly record struct ClampGradientKernel<T>(T Min, T Max) : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x == T.Zero || y < Min || y > Max ? T.Zero : T.IsNaN(y) ? T.NaN : x;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y)
    {
        var none = Vector512.Equals(x, Vector512<T>.Zero) | Vector512.LessThan(y, Vector512.Create(Min)) | Vector512.GreaterThan(y, Vector512.Create(Max));
        return Vector512.AndNot(Vector512.ConditionalSelect(Vector512.Equals(y, y), x, Vector512.Create(T.NaN)), none);
    }
}
