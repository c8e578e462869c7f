using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The length of the hypotenuse over two legs, element by element.</summary>
        /// <remarks>
        /// Formula: z = sqrt(x^2 + y^2).  Derivative: g x / z for x, g y / z for y.  Shapes: broadcast.  Keeps: x, y, z.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: the gradient is 0 at the origin; inf where a leg is infinite, NaN where one is NaN.
        /// No square overflows or underflows.  Accuracy: 2 ulp.  Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002, section 27.8.
        /// </remarks>
        public Tensor<T> Hypot(Tensor<T> y) =>
            Zip(
                x,
                y,
                new HypotKernel<T>(),
                static (x, _, z, _) => g => Absorb(g, DivideOrZero(x, z)),
                static (_, y, z, _) => g => Absorb(g, DivideOrZero(y, z)));
    }
}

internal readonly record struct HypotKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y)
    {
        var (a, b) = (T.Abs(x), T.Abs(y));
        var longer = T.Max(a, b);
        var ratio = T.Min(a, b) / longer;
        return longer == T.Zero || longer == T.PositiveInfinity ? longer : longer * T.Sqrt(T.One + (ratio * ratio));
    }

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y)
    {
        var (a, b) = (Vector512.Abs(x), Vector512.Abs(y));
        var longer = Vector512.Max(a, b);
        var ratio = Vector512.Min(a, b) / longer;
        var alone = Vector512.Equals(longer, Vector512<T>.Zero) | Vector512.Equals(longer, Vector512.Create(T.PositiveInfinity));
        return Vector512.ConditionalSelect(alone, longer, longer * Vector512.Sqrt(Vector512<T>.One + (ratio * ratio)));
    }
}
