using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad.Tests;

/// <summary>The functions over lanes as functions of single numbers: lane 0 of the narrowest register.</summary>
internal static class Scalars
{
    public static T Exp<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Exp<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Expm1<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Expm1<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Log<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Log<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Log1p<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Log1p<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Sigmoid<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Sigmoid<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T SigmoidGradient<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.SigmoidGradient<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Tanh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Tanh<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T TanhGradient<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.TanhGradient<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Softplus<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Softplus<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Sin<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Sin<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Cos<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Cos<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Erf<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Erf<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Erfc<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Erfc<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T NormalCdf<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.NormalCdf<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T NormalPdf<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.NormalPdf<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Tan<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Tan<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Asin<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Asin<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Acos<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Acos<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Atan<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Atan<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Sinh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Sinh<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Cosh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Cosh<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Asinh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Asinh<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Acosh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Acosh<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Atanh<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Atanh<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Exp2<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Exp2<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Log2<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Log2<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Log10<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Log10<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T Cbrt<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Cbrt<Lanes128<T>, T>(Vector128.Create(x))[0];

    public static T LogAddExp<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.LogAddExp<Lanes128<T>, T>(Vector128.Create(x), Vector128.Create(y))[0];

    public static T Atan2<T>(T y, T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Atan2<Lanes128<T>, T>(Vector128.Create(y), Vector128.Create(x))[0];

    public static T Pow<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Pow<Lanes128<T>, T>(Vector128.Create(x), Vector128.Create(y), Vector128<T>.One)[0];

    public static T Pow<T>(T x, int n)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Pow<Lanes128<T>, T>(Vector128.Create(x), n)[0];

    public static T GeluGradient<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.GeluGradient<Lanes128<T>, T>(Vector128.Create(x))[0];
}
