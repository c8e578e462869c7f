using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Rectified linear unit with a learned slope to the left of 0, element by element.</summary>
        /// <remarks>
        /// Formula: y = x where x > 0, else a x.  Derivative: for x, g where x > 0, else a g; for a, 0 where x > 0, else g x.
        /// Shapes: broadcast; for one slope a channel give the slopes the shape of the channel axis and those after it, [C, 1, 1].  Keeps: x, a.
        /// Errors: AG104 where the shapes do not broadcast.  Edges: the gradient at 0 is a g; NaN stays and has a NaN gradient.  Accuracy: correctly rounded.
        /// Source: He, Zhang, Ren and Sun, ICCV 2015.
        /// </remarks>
        /// <param name="slope">The slopes a to the left of 0.</param>
        public Tensor<T> PRelu(Tensor<T> slope) =>
            Zip(
                x,
                slope,
                new PReluKernel<T>(),
                static (x, slope, _, _) => g => PReluGradient(g, x, slope),
                static (x, _, _, _) => g => g * -(-x).Relu());
    }

    /// <summary>The derivative of PRelu for x applied to a cotangent: g where x > 0, a g where x is 0 or less, NaN where x is NaN.</summary>
    /// <remarks>Derivative: the same for g; for a, h g where x is 0 or less. Constant in x.</remarks>
    internal static Tensor<T> PReluGradient<T>(Tensor<T> cotangent, Tensor<T> x, Tensor<T> slope)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip3(
            cotangent,
            x,
            slope,
            new PReluGradientKernel<T>(),
            static (_, x, slope, _, _) => h => PReluGradient(h, x, slope),
            null,
            static (cotangent, x, _, _, _) => h => h * (cotangent - ReluGradient(cotangent, x)));
}

internal readonly record struct PReluKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x, T slope) => x > T.Zero ? x : slope * x;

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> slope) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), x, slope * x);
}

internal readonly record struct PReluGradientKernel<T> : IZip3Kernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x, T slope) => x > T.Zero ? cotangent : x <= T.Zero ? slope * cotangent : x;

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x, Vector512<T> slope)
    {
        Vector512<T> zero = Vector512<T>.Zero;
        Vector512<T> scaledOrNaN = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, zero), slope * cotangent, x);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, zero), cotangent, scaledOrNaN);
    }
}
