using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>What factorizations do with lines of numbers: y += a x, dot products, rotations. Fused multiply-adds in a fixed order, so that the bits do not depend on the vector width.</summary>
internal static class Lines
{
    /// <summary>y += a x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddScaled<T>(T a, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        x = x[..y.Length];
        var factor = Vector512.Create(a);
        var index = 0;
        for (; index <= y.Length - Vector512<T>.Count; index += Vector512<T>.Count)
        {
            MultiplyAdd(factor, Vector512.Create(x[index..]), Vector512.Create((ReadOnlySpan<T>)y[index..])).CopyTo(y[index..]);
        }

        for (; index < y.Length; index++)
        {
            y[index] = T.FusedMultiplyAdd(a, x[index], y[index]);
        }
    }

    /// <summary>The sum of x y: two sums of lanes, which are added lane by lane in order, then the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y = y[..x.Length];
        var (even, odd) = (Vector512<T>.Zero, Vector512<T>.Zero);
        var index = 0;
        for (; index <= x.Length - (2 * Vector512<T>.Count); index += 2 * Vector512<T>.Count)
        {
            var next = index + Vector512<T>.Count;
            even = MultiplyAdd(Vector512.Create(x[index..]), Vector512.Create(y[index..]), even);
            odd = MultiplyAdd(Vector512.Create(x[next..]), Vector512.Create(y[next..]), odd);
        }

        even += odd;
        var sum = T.Zero;
        if (index > 0)
        {
            for (var lane = 0; lane < Vector512<T>.Count; lane++)
            {
                sum += even[lane];
            }
        }

        for (; index < x.Length; index++)
        {
            sum = T.FusedMultiplyAdd(x[index], y[index], sum);
        }

        return sum;
    }

    /// <summary>Turns the plane of two lines: x becomes c x + s y, y becomes c y - s x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Rotate(Span<double> x, Span<double> y, double c, double s)
    {
        y = y[..x.Length];
        var (cosine, sine) = (Vector512.Create(c), Vector512.Create(s));
        var index = 0;
        for (; index <= x.Length - Vector512<double>.Count; index += Vector512<double>.Count)
        {
            var left = Vector512.Create((ReadOnlySpan<double>)x[index..]);
            var right = Vector512.Create((ReadOnlySpan<double>)y[index..]);
            Vector512.FusedMultiplyAdd(cosine, left, sine * right).CopyTo(x[index..]);
            Vector512.FusedMultiplyAdd(cosine, right, -(sine * left)).CopyTo(y[index..]);
        }

        for (; index < x.Length; index++)
        {
            var (left, right) = (x[index], y[index]);
            x[index] = Math.FusedMultiplyAdd(c, left, s * right);
            y[index] = Math.FusedMultiplyAdd(c, right, -(s * left));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> MultiplyAdd<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
}
