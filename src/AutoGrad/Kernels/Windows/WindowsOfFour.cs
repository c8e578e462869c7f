using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>Two rows of a plane cut into windows of 2 x 2 side by side, the usual pooling: some windows at a time, an element of each in a vector.</summary>
/// <remarks>The bits are those of the loops over windows of any size. The last windows of a row are moved back inside it and are done twice, with the same result.</remarks>
internal static unsafe class WindowsOfFour
{
    /// <summary>Whether a pooling has such windows, and rows of them that fill a vector.</summary>
    public static bool Fits<T>(PoolSizes sizes)
        where T : unmanaged => sizes.Rows is { Window: 2, Stride: 2, Padding: 0 } && sizes.Columns is { Window: 2, Stride: 2, Padding: 0 } && sizes.Columns.Count >= Vector128<T>.Count;

    /// <summary>target = the value where each window's chooser is largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void TakeLargest<T>(T* chooser, T* values, int width, int count, T* target)
        where T : unmanaged
    {
        for (var column = 0; ; column = Math.Min(column + Vector128<T>.Count, count - Vector128<T>.Count))
        {
            Largest<T>(chooser + (2 * column), width, out var second, out var third, out var fourth);
            var (a, b) = Split(values + (2 * column));
            var (c, d) = Split(values + (2 * column) + width);
            var y = Vector128.ConditionalSelect(second, b, a);
            y = Vector128.ConditionalSelect(third, c, y);
            Vector128.ConditionalSelect(fourth, d, y).Store(target + column);
            if (column + Vector128<T>.Count >= count)
            {
                return;
            }
        }
    }

    /// <summary>Writes each g where its window's chooser is largest, and zeros elsewhere in the window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void PutLargest<T>(T* chooser, T* g, int width, int count, T* target)
        where T : unmanaged
    {
        for (var column = 0; ; column = Math.Min(column + Vector128<T>.Count, count - Vector128<T>.Count))
        {
            Largest<T>(chooser + (2 * column), width, out var second, out var third, out var fourth);

            // Added to zero, as where windows overlap.
            var x = Vector128<T>.Zero + Vector128.Load(g + column);
            third &= ~fourth;
            second &= ~(third | fourth);
            var first = ~(second | third | fourth);
            Join(x & first, x & second, target + (2 * column));
            Join(x & third, x & fourth, target + (2 * column) + width);
            if (column + Vector128<T>.Count >= count)
            {
                return;
            }
        }
    }

    /// <summary>target = the mean of each window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void TakeMean<T>(T* x, int width, int count, T* target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var area = Vector128.Create(T.CreateTruncating(4));
        for (var column = 0; ; column = Math.Min(column + Vector128<T>.Count, count - Vector128<T>.Count))
        {
            var (a, b) = Split(x + (2 * column));
            var (c, d) = Split(x + (2 * column) + width);
            ((Vector128<T>.Zero + a + b + c + d) / area).Store(target + column);
            if (column + Vector128<T>.Count >= count)
            {
                return;
            }
        }
    }

    /// <summary>Writes a quarter of each g to the elements of its window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void PutMean<T>(T* g, int width, int count, T* target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var area = Vector128.Create(T.CreateTruncating(4));
        for (var column = 0; ; column = Math.Min(column + Vector128<T>.Count, count - Vector128<T>.Count))
        {
            var x = Vector128<T>.Zero + (Vector128.Load(g + column) / area);
            Join(x, x, target + (2 * column));
            Join(x, x, target + (2 * column) + width);
            if (column + Vector128<T>.Count >= count)
            {
                return;
            }
        }
    }

    /// <summary>Whether the second, third and fourth element of a window, in row-major order, is larger than all before it, as the loop over any window decides: NaN is, and stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Largest<T>(T* x, int width, out Vector128<T> second, out Vector128<T> third, out Vector128<T> fourth)
        where T : unmanaged
    {
        var (a, b) = Split(x);
        var (c, d) = Split(x + width);
        second = IsBetter(b, a);
        a = Vector128.ConditionalSelect(second, b, a);
        third = IsBetter(c, a);
        a = Vector128.ConditionalSelect(third, c, a);
        fourth = IsBetter(d, a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> IsBetter<T>(Vector128<T> x, Vector128<T> largest)
        where T : unmanaged => Vector128.AndNot(Vector128.Equals(largest, largest), Vector128.LessThanOrEqual(x, largest));

    /// <summary>The elements at even and at odd places of two neighbouring vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<T> Even, Vector128<T> Odd) Split<T>(T* x)
        where T : unmanaged
    {
        var (left, right) = (Vector128.Load(x), Vector128.Load(x + Vector128<T>.Count));
        if (typeof(T) == typeof(float) && Sse.IsSupported)
        {
            return (Sse.Shuffle(left.AsSingle(), right.AsSingle(), 0b10_00_10_00).As<float, T>(), Sse.Shuffle(left.AsSingle(), right.AsSingle(), 0b11_01_11_01).As<float, T>());
        }

        if (typeof(T) == typeof(double) && Sse2.IsSupported)
        {
            return (Sse2.UnpackLow(left.AsDouble(), right.AsDouble()).As<double, T>(), Sse2.UnpackHigh(left.AsDouble(), right.AsDouble()).As<double, T>());
        }

        (left, right) = (Halves(left), Halves(right));
        return (Vector128.Create(left.GetLower(), right.GetLower()), Vector128.Create(left.GetUpper(), right.GetUpper()));
    }

    /// <summary>The inverse of <see cref="Split"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join<T>(Vector128<T> even, Vector128<T> odd, T* x)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported)
        {
            Sse.UnpackLow(even.AsSingle(), odd.AsSingle()).As<float, T>().Store(x);
            Sse.UnpackHigh(even.AsSingle(), odd.AsSingle()).As<float, T>().Store(x + Vector128<T>.Count);
        }
        else if (typeof(T) == typeof(double) && Sse2.IsSupported)
        {
            Sse2.UnpackLow(even.AsDouble(), odd.AsDouble()).As<double, T>().Store(x);
            Sse2.UnpackHigh(even.AsDouble(), odd.AsDouble()).As<double, T>().Store(x + Vector128<T>.Count);
        }
        else
        {
            Halves(Vector128.Create(even.GetLower(), odd.GetLower())).Store(x);
            Halves(Vector128.Create(even.GetUpper(), odd.GetUpper())).Store(x + Vector128<T>.Count);
        }
    }

    /// <summary>Of four floats the middle two change places, which sorts even from odd and back; two doubles are sorted already.</summary>
    /// <remarks>Halves of vectors are registers on Arm; on x86 they go through memory, at many times the cost of the shuffles above.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Halves<T>(Vector128<T> x)
        where T : unmanaged => typeof(T) == typeof(float) ? Vector128.Shuffle(x.AsSingle(), Vector128.Create(0, 2, 1, 3)).As<float, T>() : x;
}
