using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// The exponential and the logarithm of the row kernels: the one place where they are chosen. The vector form gives the same bits as the scalar one.
/// </summary>
internal static unsafe class RowMath
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* lanes = (T*)&x;
        for (int lane = 0; lane < Vector512<T>.Count; lane++)
        {
            lanes[lane] = T.Exp(lanes[lane]);
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.Log(x);
}
