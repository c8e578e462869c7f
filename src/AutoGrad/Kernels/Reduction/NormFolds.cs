using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Sum of |x|.</summary>
internal readonly record struct SumOfSizesFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.NegativeZero;

    public T Empty => T.Zero;

    public T Term(T x, T center) => T.Abs(x);

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => Vector512.Abs(x);

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}

/// <summary>Largest |x|; NaN if any is NaN; 0 over no elements.</summary>
internal readonly record struct LargestSizeFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.Zero;

    public T Empty => T.Zero;

    public T Term(T x, T center) => T.Abs(x);

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => Vector512.Abs(x);

    public T Combine(T left, T right) => T.Max(left, right);

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => Vector512.Max(left, right);
}

/// <summary>Smallest |x|; NaN if any is NaN.</summary>
internal readonly record struct SmallestSizeFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.PositiveInfinity;

    public T Empty => T.PositiveInfinity;

    public T Term(T x, T center) => T.Abs(x);

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => Vector512.Abs(x);

    public T Combine(T left, T right) => T.Min(left, right);

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => Vector512.Min(left, right);
}

/// <summary>The number of elements that are not 0; NaN counts.</summary>
internal readonly record struct CountNonZeroFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.Zero;

    public T Empty => T.Zero;

    public T Term(T x, T center) => x == T.Zero ? T.Zero : T.One;

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => Vector512.AndNot(Vector512<T>.One, Vector512.Equals(x, Vector512<T>.Zero));

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}

/// <summary>Sum of (|x| / m)^p about the largest size m: no term exceeds 1 for positive p.</summary>
internal readonly unsafe record struct ScaledPowerFold<T>(double Order) : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasCenter => true;

    public T Identity => T.NegativeZero;

    public T Empty => T.Zero;

    public T Term(T x, T center)
    {
        var ratio = T.Abs(x) / center;
        return Order == 2 ? ratio * ratio : T.Pow(ratio, T.CreateTruncating(Order));
    }

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center)
    {
        var ratio = Vector512.Abs(x) / center;
        if (Order == 2)
        {
            return ratio * ratio;
        }

        // There is no vector power: lane by lane.
        T* lanes = (T*)&ratio;
        for (var lane = 0; lane < Vector512<T>.Count; lane++)
        {
            lanes[lane] = T.Pow(lanes[lane], T.CreateTruncating(Order));
        }

        return ratio;
    }

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}
