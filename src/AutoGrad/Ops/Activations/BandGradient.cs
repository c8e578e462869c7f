using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>The derivative of a function that is linear in an open band and constant outside, applied to a cotangent: Relu6, HardTanh, HardSigmoid.</summary>
    /// <remarks>Formula: slope g where lower &lt; x &lt; upper, 0 elsewhere and at the bounds, NaN where x is NaN. Linear in g, constant in x.</remarks>
    internal static Tensor<T> BandGradient<T>(Tensor<T> cotangent, Tensor<T> x, T lower, T upper, T slope)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(
            cotangent,
            x,
            new BandGradientKernel<T>(lower, upper, slope),
            static (_, x, _, kernel) => h => BandGradient(h, x, kernel.Lower, kernel.Upper, kernel.Slope),
            null);
}

internal readonly record struct BandGradientKernel<T>(T Lower, T Upper, T Slope) : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x) => x <= Lower || x >= Upper ? T.Zero : T.IsNaN(x) ? x : Slope * cotangent;

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x)
    {
        Vector512<T> isOutside = Vector512.LessThanOrEqual(x, Vector512.Create(Lower)) | Vector512.GreaterThanOrEqual(x, Vector512.Create(Upper));
        Vector512<T> inside = Vector512.ConditionalSelect(Vector512.Equals(x, x), Vector512.Create(Slope) * cotangent, x);
        return Vector512.ConditionalSelect(isOutside, Vector512<T>.Zero, inside);
    }
}
