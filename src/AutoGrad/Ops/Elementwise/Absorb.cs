using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>The product of a cotangent and a slope that may be infinite or NaN: exactly zero wherever the cotangent is zero.</summary>
    /// <remarks>
    /// Formula: y = 0 where g = 0, else g s.  Derivative: absorb(h, s) for g, absorb(g, h) for s.  Shapes: broadcast.  Keeps: s for g, g for s.
    /// Edges: so the branch that Where did not take never poisons a gradient; a NaN cotangent stays NaN.  Accuracy: correctly rounded.
    /// </remarks>
    internal static Tensor<T> Absorb<T>(Tensor<T> cotangent, Tensor<T> slope)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            cotangent,
            slope,
            new AbsorbKernel<T>(),
            static (_, slope, _, _) => h => Absorb(h, slope),
            static (cotangent, _, _, _) => h => Absorb(cotangent, h));
}

internal readonly record struct AbsorbKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x == T.Zero ? T.Zero : x * y;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<T>.Zero), Vector512<T>.Zero, x * y);
}
