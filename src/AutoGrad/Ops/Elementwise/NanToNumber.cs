using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

public static partial class Ops
{
    extension<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Replaces NaN and the infinities by numbers, element by element: NaN by 0, infinities by the largest numbers of the type.</summary>
        /// <inheritdoc cref="NanToNumber{T}(Tensor{T}, T, T, T)"/>
        public Tensor<T> NanToNumber() => x.NanToNumber(T.Zero, Largest<T>(), -Largest<T>());

        /// <summary>Replaces NaN and the infinities by numbers, element by element.</summary>
        /// <remarks>
        /// Formula: y = x where x is finite, else the number given for its kind.  Derivative: g where x is finite, 0 where it was replaced.
        /// Shapes: any, same.  Keeps: x.  Accuracy: exact.
        /// </remarks>
        /// <param name="nan">What takes the place of NaN.</param>
        /// <param name="positiveInfinity">What takes the place of inf.</param>
        /// <param name="negativeInfinity">What takes the place of -inf.</param>
        public Tensor<T> NanToNumber(T nan, T positiveInfinity, T negativeInfinity) =>
            Map(x, new NanToNumberKernel<T>(nan, positiveInfinity, negativeInfinity), static (g, x) => NanToNumberGradient(g, x));
    }

    /// <summary>The derivative of NanToNumber applied to a cotangent: g where x is finite, else 0. Linear in g, constant in x.</summary>
    internal static Tensor<T> NanToNumberGradient<T>(Tensor<T> cotangent, Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Zip(cotangent, x, new NanToNumberGradientKernel<T>(), static (_, x, _, _) => h => NanToNumberGradient(h, x), null);

    private static T Largest<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.BitDecrement(T.PositiveInfinity);
}

internal readonly record struct NanToNumberKernel<T>(T NaN, T PositiveInfinity, T NegativeInfinity) : IMapKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T x) =>
        T.IsNaN(x) ? NaN : x == T.PositiveInfinity ? PositiveInfinity : x == T.NegativeInfinity ? NegativeInfinity : x;

    public Vector512<T> Invoke(Vector512<T> x)
    {
        Vector512<T> y = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512.Create(T.NegativeInfinity)), Vector512.Create(NegativeInfinity), x);
        y = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512.Create(T.PositiveInfinity)), Vector512.Create(PositiveInfinity), y);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), y, Vector512.Create(NaN));
    }
}

internal readonly record struct NanToNumberGradientKernel<T> : IZipKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Invoke(T cotangent, T x) => T.IsFinite(x) ? cotangent : T.Zero;

    public Vector512<T> Invoke(Vector512<T> cotangent, Vector512<T> x) =>
        Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), Vector512.Create(T.PositiveInfinity)), cotangent, Vector512<T>.Zero);
}
