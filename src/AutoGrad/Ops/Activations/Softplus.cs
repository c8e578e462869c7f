using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The smooth form of Relu, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).  Derivative: g sigmoid(x).  Shapes: any, same.  Keeps: x.
        /// Edges: 0 with zero gradient at -inf, inf with gradient g at inf; the left tail keeps its relative accuracy.  Accuracy: 2 ulp (float), 4 ulp (double).
        /// Source: Maechler, Accurately Computing log(1 - exp(-|a|)), 2012.
        /// </remarks>
        public Tensor<T> Softplus() => Map(x, new SoftplusKernel<T>(), static (g, x) => SoftplusGradient(g, x));
    }

    /// <summary>The derivative of Softplus applied to a cotangent, in one pass: g sigmoid(x).</summary>
    /// <remarks>Derivative: SoftplusGradient(h, x) for g; h g sigmoid'(x) for x.</remarks>
    internal static Tensor<T> SoftplusGradient<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            cotangent,
            x,
            new SoftplusGradientKernel<T>(),
            static (_, x, _, _) => h => SoftplusGradient(h, x),
            static (cotangent, x, _, _) => h => SigmoidGradient(h * cotangent, x));
}

internal readonly record struct SoftplusKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => Special.Softplus<V, T>(x);
}

internal readonly record struct SoftplusGradientKernel<T> : ILanesZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V cotangent, V x)
        where V : struct, ILanes<V, T> => cotangent * Special.Sigmoid<V, T>(x);
}
