using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Bounds an argument where the factor beside it has already vanished, so that infinity times zero is zero. NaN passes.</summary>
internal static class Saturate
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T AtLeast<T>(T x, double limit)
        where T : unmanaged, IFloatingPointIeee754<T> => x < T.CreateTruncating(limit) ? T.CreateTruncating(limit) : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AtLeast<T>(Vector512<T> x, double limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> bound = Vector512.Create(T.CreateTruncating(limit));
        return Vector512.ConditionalSelect(Vector512.LessThan(x, bound), bound, x);
    }

    /// <summary>Between -limit and limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Within<T>(T x, double limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T bound = T.CreateTruncating(limit);
        return x < -bound ? -bound : x > bound ? bound : x;
    }

    /// <inheritdoc cref="Within{T}(T, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Within<T>(Vector512<T> x, double limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> bound = Vector512.Create(T.CreateTruncating(limit));
        Vector512<T> fromBelow = Vector512.ConditionalSelect(Vector512.LessThan(x, -bound), -bound, x);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(fromBelow, bound), bound, fromBelow);
    }
}
