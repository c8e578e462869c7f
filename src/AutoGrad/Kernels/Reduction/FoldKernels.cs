using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Sum of x. The identity is -0, so that the sum of one -0 stays -0; the empty sum is +0.</summary>
internal readonly record struct SumFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.NegativeZero;

    public T Empty => T.Zero;

    public T Term(T x, T center) => x;

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => x;

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}

/// <summary>Product of x, in a tree: it neither depends on the layout's vectors nor loses more than log n roundings.</summary>
internal readonly record struct ProductFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.One;

    public T Empty => T.One;

    public T Term(T x, T center) => x;

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => x;

    public T Combine(T left, T right) => left * right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left * right;
}

/// <summary>Largest x; NaN if any is NaN; +0 is larger than -0 (IEEE 754-2019 maximum). Over no elements -inf.</summary>
internal readonly record struct MaxFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.NegativeInfinity;

    public T Empty => T.NegativeInfinity;

    public T Term(T x, T center) => x;

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => x;

    public T Combine(T left, T right) => T.Max(left, right);

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => Vector512.Max(left, right);
}

/// <summary>Smallest x; NaN if any is NaN; -0 is smaller than +0 (IEEE 754-2019 minimum). Over no elements +inf.</summary>
internal readonly record struct MinFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.PositiveInfinity;

    public T Empty => T.PositiveInfinity;

    public T Term(T x, T center) => x;

    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => x;

    public T Combine(T left, T right) => T.Min(left, right);

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => Vector512.Min(left, right);
}

/// <summary>Sum of x^2.</summary>
internal readonly record struct SumOfSquaresFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Identity => T.NegativeZero;

    public T Empty => T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Term(T x, T center) => x * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => x * x;

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}

/// <summary>Sum of (x - m)^2 about a given mean m: the second pass of a variance, which one pass over squares would cancel away.</summary>
internal readonly record struct SquaredDeviationFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasCenter => true;

    public T Identity => T.NegativeZero;

    public T Empty => T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Term(T x, T center) => (x - center) * (x - center);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Term(Vector512<T> x, Vector512<T> center)
    {
        Vector512<T> deviation = x - center;
        return deviation * deviation;
    }

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}

/// <summary>Sum of x * y, the dot product, rounded after each product and each sum.</summary>
internal readonly record struct DotFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasCenter => true;

    public T Identity => T.NegativeZero;

    public T Empty => T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Term(T x, T center) => x * center;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => x * center;

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}

/// <summary>Sum of exp(x - m) about a given m: a log-sum-exp over any axes is m + log of it, with m the maximum or, where that is infinite, 0.</summary>
internal readonly record struct SumOfExponentialsFold<T> : IFoldKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static bool HasCenter => true;

    public T Identity => T.NegativeZero;

    public T Empty => T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Term(T x, T center) => Special.Exp(x - center);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Term(Vector512<T> x, Vector512<T> center) => Special.Exp(x - center);

    public T Combine(T left, T right) => left + right;

    public Vector512<T> Combine(Vector512<T> left, Vector512<T> right) => left + right;
}
