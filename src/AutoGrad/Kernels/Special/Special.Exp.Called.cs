using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

internal static partial class Special
{
    /// <summary>Exp as a call of its own, for kernels with much arithmetic around it: the copies in an unrolled loop would exceed the JIT's budget for inlining.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> CalledExp<T>(in Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Exp<Lanes512<T>, T>(x)
            : Vector512.Create<T>(Exp<Lanes256<T>, T>(x.GetLower()), Exp<Lanes256<T>, T>(x.GetUpper()));
}
