using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <content>
/// Functions as calls of their own, for single numbers and for kernels in Vector512 that have other arithmetic around. Each asks for full optimization:
/// it is fast at the first call, whatever its caller is. Vectors come by reference: by value, on a machine without registers of 512 bits,
/// they would be copied in pieces of 16 bytes whose 32-byte reloads wait for the stores (twice as slow).
/// </content>
internal static partial class Special
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Exp<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Exp<Lanes128<T>, T>(Single(x))[0];

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static Vector512<T> Exp<T>(in Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.IsHardwareAccelerated
            ? Exp<Lanes512<T>, T>(x)
            : Vector512.Create<T>(Exp<Lanes256<T>, T>(x.GetLower()), Exp<Lanes256<T>, T>(x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Log<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Log<Lanes128<T>, T>(Single(x))[0];

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Log1p<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Log1p<Lanes128<T>, T>(Single(x))[0];
}
