using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>e^(-factor x^2) for a factor of 1/2 or more, relatively accurate in the tails.</summary>
    /// <remarks>Edges: ±inf gives 0. Accuracy: as NormalPdf, which is this function of factor 1/2 over sqrt(2 pi).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Gaussian<T>(T x, double factor)
        where T : unmanaged, IFloatingPointIeee754<T> => Gaussian<Lanes128<T>, T>(Single(x), factor)[0];

    /// <summary>The vector form, bit for bit the same in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> Gaussian<T>(in Vector512<T> x, double factor)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Gaussian<Lanes512<T>, T>(x, factor)
            : Vector512.Create<T>(Gaussian<Lanes256<T>, T>(x.GetLower(), factor), Gaussian<Lanes256<T>, T>(x.GetUpper(), factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Gaussian<V, T>(V x, double factor)
        where V : struct, ILanes<V, T>
        where T : unmanaged
    {
        // From these limits on the result is 0, the factor being 1/2 at least.
        V magnitude = AtMost<V, T>(Abs<V, T>(x), typeof(T) == typeof(float) ? 14.5 : 38.9);
        return Gauss<V, T>(magnitude, factor);
    }
}
