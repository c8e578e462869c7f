using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Logarithm of the logistic function, element by element.</summary>
        /// <remarks>
        /// Formula: y = ln(1 / (1 + e^-x)) = min(x, 0) - ln(1 + e^-|x|).  Derivative: g sigmoid(-x).  Shapes: any, same.  Keeps: x.
        /// Edges: -inf with gradient g at -inf, 0 with zero gradient at inf; the right tail keeps its relative accuracy.
        /// Accuracy: 2 ulp (float), 4 ulp (double).  Source: Maechler, Accurately Computing log(1 - exp(-|a|)), 2012.
        /// </remarks>
        public Tensor<T> LogSigmoid() => Map(x, new LogSigmoidKernel<T>(), static (g, x) => SoftplusGradient(g, -x));
    }
}

internal readonly record struct LogSigmoidKernel<T> : ILanesMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V>(V x)
        where V : struct, ILanes<V, T> => -Special.Softplus<V, T>(-x);
}
