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

    public static T LogAddExp<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.LogAddExp<Lanes128<T>, T>(Vector128.Create(x), Vector128.Create(y))[0];

    public static T Pow<T>(T x, int n)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.Pow<Lanes128<T>, T>(Vector128.Create(x), n)[0];

    public static T GeluSlope<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => Special.GeluSlope<Lanes128<T>, T>(Vector128.Create(x))[0];
}
