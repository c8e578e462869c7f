using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The larger of two numbers, element by element.</summary>
        /// <remarks>
        /// Formula: z = max(x, y).  Derivative: g for the larger, half of g for each at a tie.  Shapes: broadcast.  Keeps: x, y.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: NaN where either is NaN, with a NaN gradient for both; +0 is larger than -0, but they tie.
        /// A zero cotangent gives a zero gradient.  Accuracy: exact.  Source: IEEE 754-2019, section 9.6, maximum.
        /// </remarks>
        public Tensor<T> Maximum(Tensor<T> y) =>
            Zip(
                x,
                y,
                new MaximumKernel<T>(),
                static (x, y, _, _) => g => LargerShare(g, x, y),
                static (x, y, _, _) => g => LargerShare(g, y, x));

        /// <summary>The larger of each element and a number.</summary>
        /// <remarks>As for two tensors.  Formula: z = max(x, y).  Derivative: g where x is the larger, half of g at a tie.  Shapes: any, same.  Keeps: x.</remarks>
        public Tensor<T> Maximum(double y) => x.Maximum(Tensor.Scalar(T.CreateTruncating(y)));
    }

    /// <summary>What of a cotangent goes to x as the larger of x and y: all, half at a tie, or nothing. Linear in g, constant in x and y.</summary>
    /// <remarks>Formula: z = g where x > y, g / 2 where x = y, 0 where x is less or g = 0, NaN where x or y is NaN.  Derivative: the same share of h for g.  Shapes: broadcast.  Keeps: x, y.</remarks>
    private static Tensor<T> LargerShare<T>(Tensor<T> g, Tensor<T> x, Tensor<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip3(g, x, y, new LargerShareKernel<T>(), static (_, x, y, _, _) => h => LargerShare(h, x, y), null, null);
}

internal readonly record struct MaximumKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y) => T.Max(x, y);

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Max(x, y);
}

internal readonly record struct LargerShareKernel<T> : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T y, T z) =>
        x == T.Zero || y < z ? T.Zero : y > z ? x : y == z ? x * T.CreateTruncating(0.5) : T.NaN;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z)
    {
        var half = Vector512.Create(T.CreateTruncating(0.5));
        var atMost = Vector512.ConditionalSelect(Vector512.Equals(y, z), x * half, Vector512.Create(T.NaN));
        var share = Vector512.ConditionalSelect(Vector512.GreaterThan(y, z), x, atMost);
        return Vector512.AndNot(share, Vector512.Equals(x, Vector512<T>.Zero) | Vector512.LessThan(y, z));
    }
}
