using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Rectified linear unit with a slope to the left of 0, element by element.</summary>
        /// <remarks>
        /// Formula: y = x where x > 0, else a x.  Derivative: g where x > 0, else a g.  Shapes: any, same.  Keeps: x.
        /// Edges: the gradient at 0 is a g; NaN stays and has a NaN gradient.  Accuracy: correctly rounded.  Source: Maas, Hannun and Ng, ICML 2013.
        /// </remarks>
        /// <param name="slope">The slope a to the left of 0.</param>
        public Tensor<T> LeakyRelu(T slope) => Map(x, new LeakyReluKernel<T>(slope), static (x, _, kernel) => g => LeakyReluGradient(g, x, kernel.Slope));

        /// <inheritdoc cref="LeakyRelu{T}(Tensor{T}, T)"/>
        public Tensor<T> LeakyRelu(double slope = 0.01) => x.LeakyRelu(T.CreateTruncating(slope));
    }

    /// <summary>The derivative of LeakyRelu applied to a cotangent: g where x > 0, a g where x is 0 or less, NaN where x is NaN. Linear in g, constant in x.</summary>
    internal static Tensor<T> LeakyReluGradient<T>(Tensor<T> cotangent, Tensor<T> x, T slope)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(cotangent, x, new LeakyReluGradientKernel<T>(slope), static (_, x, _, kernel) => h => LeakyReluGradient(h, x, kernel.Slope), null);
}

internal readonly record struct LeakyReluKernel<T>(T Slope) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) => x > T.Zero ? x : Slope * x;

    public Vector512<T> Invoke(Vector512<T> x) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), x, Vector512.Create(Slope) * x);
}

internal readonly record struct LeakyReluGradientKernel<T>(T Slope) : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x) => x > T.Zero ? cotangent : x <= T.Zero ? Slope * cotangent : x;

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x)
    {
        Vector512<T> zero = Vector512<T>.Zero;
        Vector512<T> scaledOrNaN = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x, zero), Vector512.Create(Slope) * cotangent, x);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, zero), cotangent, scaledOrNaN);
    }
}
