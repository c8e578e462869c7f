using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>x ln y, and 0 where x = 0, element by element: the term of entropies and likelihoods.</summary>
        /// <remarks>
        /// Formula: z = 0 where x = 0, else x ln y.  Derivative: g ln y for x, g x / y for y.  Shapes: broadcast.  Keeps: x, y.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: NaN where y is NaN, or below 0 with x not 0. Where x = 0 and y is 0 or less both
        /// gradients are 0; a zero cotangent gives a zero gradient.  Accuracy: 2 ulp (float), 4 ulp (double).
        /// </remarks>
        public Tensor<T> Xlogy(Tensor<T> y) =>
            Zip(
                x,
                y,
                new XlogyKernel<T>(),
                static (x, y, _, _) => g => Absorb(g, y.Log().MaskedFill(OutsideXlogy(x, y), 0)),
                static (x, y, _, _) => g => Absorb(g, Absorb(x, 1 / y)));
    }

    /// <summary>1 where x = 0 and the logarithm of y is not finite: there the value is 0 by convention.</summary>
    private static Tensor<T> OutsideXlogy<T>(Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Zip(x, y, new OutsideXlogyKernel<T>(), null, null);
}

internal readonly record struct XlogyKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x, V y)
        where V : struct, ILanes<V, T> =>
        V.Select(V.Equal(x, V.Of(0.0)) & V.Equal(y, y), V.Of(0.0), x * Special.Log<V, T>(y));
}

internal readonly record struct OutsideXlogyKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => x == T.Zero && y <= T.Zero ? T.One : T.Zero;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512.Equals(x, Vector512<T>.Zero) & Vector512.LessThanOrEqual(y, Vector512<T>.Zero) & Vector512<T>.One;
}
