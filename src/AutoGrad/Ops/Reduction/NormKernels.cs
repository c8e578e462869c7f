using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>The root of an order.</summary>
internal readonly record struct RootKernel<T>(double Order) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x) => Order == 2 ? T.Sqrt(x) : T.Pow(x, T.CreateTruncating(1 / Order));

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}

/// <summary>The sign of x, or, where only the extremum y counts, 0 for elements of another size; NaN where y is NaN.</summary>
internal readonly record struct SignOfKernel<T>(bool OnlyExtremum) : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x, T y) =>
        T.IsNaN(OnlyExtremum ? y : x) ? T.NaN : x == T.Zero || (OnlyExtremum && T.Abs(x) != y) ? T.Zero : T.CopySign(T.One, x);

    public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => throw new UnreachableException();
}

/// <summary>|x|^q, with the sign of x where odd.</summary>
internal readonly record struct SignedPowerKernel<T>(double Power, bool Odd) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool IsVectorized => false;

    public T Invoke(T x)
    {
        var size = T.Pow(T.Abs(x), T.CreateTruncating(Power));
        return !Odd ? size : x == T.Zero ? T.Zero : T.CopySign(size, x);
    }

    public Vector512<T> Invoke(Vector512<T> x) => throw new UnreachableException();
}
