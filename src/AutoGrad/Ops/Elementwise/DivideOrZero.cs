using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>A quotient that is 0 where the divisor is 0, in every order of derivative: the slope of norms and deviations at the origin.</summary>
    /// <remarks>
    /// Formula: z = 0 where y = 0, else x / y.  Derivative: g / y for x, -g z / y for y, both 0 where y = 0.  Shapes: broadcast.  Keeps: y; z for y.
    /// Accuracy: correctly rounded.
    /// </remarks>
    internal static Tensor<T> DivideOrZero<T>(Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            x,
            y,
            new DivideOrZeroKernel<T>(),
            static (_, y, _, _) => g => DivideOrZero(g, y),
            static (_, y, z, _) => g => Absorb(g, -DivideOrZero(z, y)));
}

internal readonly record struct DivideOrZeroKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => y == T.Zero ? T.Zero : x / y;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512.ConditionalSelect(Vector512.Equals(y, Vector512<T>.Zero), Vector512<T>.Zero, x / y);
}
