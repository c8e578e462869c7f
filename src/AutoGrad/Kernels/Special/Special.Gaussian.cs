using System.Runtime.CompilerServices;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>e^(-factor x^2) for a factor of 1/2 or more, relatively accurate in the tails.</summary>
    /// <remarks>Edges: ±inf gives 0. Accuracy: as NormalPdf, which is this function of factor 1/2 over sqrt(2 pi).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Gaussian<V, T>(V x, double factor)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // From these limits on the result is 0, the factor being 1/2 at least.
        V magnitude = Saturate.AtMost<V, T>(Abs<V, T>(x), Math.Sqrt(-ExpUnderflow<T>() / factor));
        return GaussTimes<V, T>(V.Of(1.0), magnitude, factor);
    }
}
